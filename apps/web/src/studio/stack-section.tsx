import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { messageOf, Section, Waiting } from './parts.tsx';
import type { SectionOptions } from './section-options.ts';
import { layOut, type PlacedNode } from './stack-layout.ts';
import type { StackEdge, StackView } from './studio-client.ts';

/** The stack as the synthesised Terraform says it: what comes in, what it invokes, what that touches. */
export function StackSection({ client }: SectionOptions): JSX.Element {
  const [stack, setStack] = useState<StackView>();
  const [problem, setProblem] = useState<string>();
  const [chosen, setChosen] = useState<string>();
  useEffect(() => {
    client.get<StackView>('stack').then(setStack, (error: unknown) => setProblem(messageOf(error)));
  }, [client]);
  return (
    <Section
      title="Stack"
      about="Drawn from the synthesised Terraform. Choose a part to see only what it is connected to."
    >
      {stack ? <Picture stack={stack} chosen={chosen} onChoose={setChosen} /> : <Waiting problem={problem} />}
    </Section>
  );
}

interface PictureProps {
  readonly stack: StackView;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string | undefined) => void;
}

function Picture({ stack, chosen, onChoose }: PictureProps): JSX.Element {
  const { nodes, width, height } = layOut(stack);
  const places = new Map(nodes.map((node) => [node.id, node]));
  const touches = ({ from, to }: StackEdge): boolean => from === chosen || to === chosen;
  const shown = stack.edges.filter((edge) => chosen === undefined || touches(edge));
  const near = new Set(shown.flatMap(({ from, to }) => [from, to]));
  const words = shown.map(
    (edge) => `${places.get(edge.from)?.label} ${edge.kind} ${places.get(edge.to)?.label}`,
  );
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys */}
      <section class="studio-picture" aria-label="Picture of the stack" tabIndex={0}>
        <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="presentation">
          {shown.map((edge) => (
            <Edge
              key={`${edge.from} ${edge.to} ${edge.kind}`}
              edge={edge}
              places={places}
              isStrong={chosen !== undefined}
            />
          ))}
          {nodes.map((node) => (
            <Box
              key={node.id}
              node={node}
              isChosen={node.id === chosen}
              isFaint={chosen !== undefined && !near.has(node.id)}
              onChoose={() => onChoose(node.id === chosen ? undefined : node.id)}
            />
          ))}
        </svg>
      </section>
      {chosen !== undefined && (
        <ul class="studio-words" aria-label={`What ${places.get(chosen)?.label} is connected to`}>
          {words.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
    </>
  );
}

interface EdgeProps {
  readonly edge: StackEdge;
  readonly places: ReadonlyMap<string, PlacedNode>;
  readonly isStrong: boolean;
}

function Edge({ edge, places, isStrong }: EdgeProps): JSX.Element | null {
  const [from, to] = [places.get(edge.from), places.get(edge.to)];
  if (!from || !to) return null;
  const isForward = to.x >= from.x;
  const x1 = isForward ? from.x + from.width : from.x;
  const x2 = isForward ? to.x : to.x + to.width;
  const [y1, y2] = [from.y + from.height / 2, to.y + to.height / 2];
  const bend = Math.max(40, Math.abs(x2 - x1) / 2) * (isForward ? 1 : -1);
  return (
    <path
      class="stack-edge"
      data-kind={edge.kind}
      data-strong={isStrong || undefined}
      d={`M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`}
    />
  );
}

interface BoxProps {
  readonly node: PlacedNode;
  readonly isChosen: boolean;
  readonly isFaint: boolean;
  readonly onChoose: () => void;
}

const Box = ({ node, isChosen, isFaint, onChoose }: BoxProps): JSX.Element => (
  // biome-ignore lint/a11y/useSemanticElements: there is no button within SVG
  <g
    class="stack-node"
    data-kind={node.kind}
    data-chosen={isChosen || undefined}
    data-faint={isFaint || undefined}
    role="button"
    tabindex={0}
    aria-pressed={isChosen}
    aria-label={`${node.kind} ${node.label}, ${node.detail}`}
    onClick={onChoose}
    onKeyDown={(event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      onChoose();
    }}
  >
    <rect x={node.x} y={node.y} width={node.width} height={node.height} rx="8" />
    <text x={node.x + 12} y={node.y + 19}>
      {node.label}
    </text>
  </g>
);
