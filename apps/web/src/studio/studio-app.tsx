import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useKeptFocus } from '../components/use-kept-focus.ts';
import { CostSection } from './cost-section.tsx';
import { FaultsSection } from './faults-section.tsx';
import { FunctionsSection } from './functions-section.tsx';
import { QueuesSection } from './queues-section.tsx';
import { SchedulesSection } from './schedules-section.tsx';
import type { SectionOptions } from './section-options.ts';
import { StackSection } from './stack-section.tsx';
import type { StudioClient } from './studio-client.ts';
import { TablesSection } from './tables-section.tsx';
import { TimelineSection } from './timeline-section.tsx';
import { linkTo, useRoute } from './use-route.ts';

const sections: readonly {
  readonly view: string;
  readonly title: string;
  readonly show: (options: SectionOptions) => JSX.Element;
}[] = [
  { view: 'timeline', title: 'Conversations', show: TimelineSection },
  { view: 'queues', title: 'Queues', show: QueuesSection },
  { view: 'tables', title: 'Tables', show: TablesSection },
  { view: 'functions', title: 'Functions', show: FunctionsSection },
  { view: 'cost', title: 'Cost', show: CostSection },
  { view: 'schedules', title: 'Schedules', show: SchedulesSection },
  { view: 'faults', title: 'Faults', show: FaultsSection },
  { view: 'stack', title: 'Stack', show: StackSection },
];

/** What happens on the platform, and why. */
export function StudioApp({ client }: { readonly client: StudioClient }): JSX.Element {
  const { view, query } = useRoute();
  const chosen = sections.find((section) => section.view === view) ?? sections[0];
  const Show = chosen?.show;
  const nav = useRef<HTMLElement>(null);
  const main = useRef<HTMLElement>(null);
  useKeptFocus(() => main.current?.querySelector('h1')?.focus());
  // On a phone the sections stand in a row that is wider than the screen.
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [chosen]);
  return (
    <div class="studio">
      <nav class="studio-nav" aria-label="Studio" ref={nav}>
        <p class="studio-name">Studio</p>
        <ul>
          {sections.map((section) => (
            <li key={section.view}>
              <a href={linkTo(section.view)} aria-current={section === chosen ? 'page' : undefined}>
                {section.title}
              </a>
            </li>
          ))}
        </ul>
        <ul class="studio-others">
          <li>
            <a href="/">Chat</a>
          </li>
          <li>
            <a href="/console/">Console</a>
          </li>
        </ul>
      </nav>
      <main ref={main} class="studio-main">
        {Show && <Show key={chosen.view} client={client} query={query} />}
      </main>
    </div>
  );
}
