interface LauncherWords {
  readonly open: string;
  readonly close: string;
  readonly title: string;
}

const words: Readonly<Record<string, LauncherWords>> = {
  en: { open: 'Open the chat', close: 'Close the chat', title: 'Chat' },
  de: { open: 'Chat öffnen', close: 'Chat schließen', title: 'Chat' },
  ar: { open: 'فتح المحادثة', close: 'إغلاق المحادثة', title: 'محادثة' },
};

/** What the launcher is called, in the first of the visitor's languages that it speaks. */
export function launcherWords(preferred: readonly string[]): LauncherWords {
  for (const locale of preferred) {
    const found = words[locale.slice(0, 2).toLowerCase()];
    if (found) return found;
  }
  return words.en as LauncherWords;
}
