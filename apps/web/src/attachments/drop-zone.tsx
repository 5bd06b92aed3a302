import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useWords } from '../i18n/language.ts';

interface DropZoneProps {
  readonly class: string;
  /** Absent where no files can be sent. */
  readonly onFiles: ((files: Iterable<File>) => void) | undefined;
  readonly children: ComponentChildren;
}

/** Takes files that are dropped on it. */
export function DropZone({ class: className, onFiles, children }: DropZoneProps): JSX.Element {
  const words = useWords();
  const [isOver, setOver] = useState(false);
  const holdsFiles = (event: DragEvent): boolean =>
    onFiles !== undefined && (event.dataTransfer?.types.includes('Files') ?? false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button beside the field does the same by keyboard
    <div
      class={className}
      onDragOver={(event) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        setOver(false);
        onFiles?.(event.dataTransfer?.files ?? []);
      }}
    >
      {children}
      {isOver && <p class="drop-hint">{words.dropFiles}</p>}
    </div>
  );
}
