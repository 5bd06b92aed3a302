import { parseJson } from '../session/parse-json.ts';

/** How somebody wants to be told of something while they do not look. */
export interface AlertSettings {
  readonly sound: boolean;
  readonly notifications: boolean;
}

const storageKey = 'switchboard.alerts';

export function loadAlertSettings(storage: Storage): AlertSettings {
  const stored = (parseJson(storage.getItem(storageKey)) ?? {}) as Partial<AlertSettings>;
  const { sound = true, notifications = false } = stored;
  return { sound: sound === true, notifications: notifications === true };
}

export const saveAlertSettings = (storage: Storage, settings: AlertSettings): void =>
  storage.setItem(storageKey, JSON.stringify(settings));

/** Two short notes, made by the browser itself. Before the first click of a visit a browser plays nothing. */
export async function playSound(): Promise<void> {
  const context = new AudioContext();
  const gain = context.createGain();
  gain.connect(context.destination);
  for (const [frequency, start] of [
    [660, 0],
    [880, 0.14],
  ] as const) {
    const note = context.createOscillator();
    note.frequency.value = frequency;
    note.connect(gain);
    note.start(context.currentTime + start);
    note.stop(context.currentTime + start + 0.16);
  }
  gain.gain.setValueAtTime(0.0001, context.currentTime);
  gain.gain.exponentialRampToValueAtTime(0.12, context.currentTime + 0.03);
  gain.gain.exponentialRampToValueAtTime(0.0001, context.currentTime + 0.4);
  await new Promise((resolve) => setTimeout(resolve, 600));
  await context.close();
}

export interface Alert {
  readonly title: string;
  readonly body: string;
  /** An alert about the same thing takes the place of the one before. */
  readonly tag: string;
  readonly onClick: () => void;
}

/** Whether the browser would ask the reader for notifications: it has not yet, and may in this page. */
export const canAskForNotifications = (): boolean =>
  'Notification' in globalThis && Notification.permission === 'default' && window.top === window;

/** Asks the reader for notifications of the system. @returns whether they are allowed */
export const askForNotifications = async (): Promise<boolean> =>
  'Notification' in globalThis && (await Notification.requestPermission()) === 'granted';

/** A notification of the system, if the reader has allowed them. */
export function notify({ title, body, tag, onClick }: Alert): void {
  if (!('Notification' in globalThis) || Notification.permission !== 'granted') return;
  const notification = new Notification(title, { body, tag, icon: '/icon.svg' });
  notification.onclick = () => {
    window.focus();
    onClick();
    notification.close();
  };
}
