declare global {
  var alerts: {
    sounds: number;
    readonly notifications: string[];
    leave(): void;
    comeBack(): void;
  };
}

/** Counts in a page how its reader is told of something, and lets them look elsewhere. */
export function recordAlerts(permission: string): void {
  let hidden = false;
  const look = (elsewhere: boolean): void => {
    hidden = elsewhere;
    document.dispatchEvent(new Event('visibilitychange'));
  };
  const record = {
    sounds: 0,
    notifications: [] as string[],
    leave: () => look(true),
    comeBack: () => look(false),
  };
  globalThis.alerts = record;
  globalThis.AudioContext = class extends AudioContext {
    constructor() {
      super();
      record.sounds += 1;
    }
  };
  globalThis.Notification = class Recorded extends EventTarget {
    static permission = permission;
    static requestPermission = async (): Promise<string> => {
      Recorded.permission = 'granted';
      return 'granted';
    };
    constructor(title: string, { body }: NotificationOptions) {
      super();
      record.notifications.push(`${title}: ${body}`);
    }
  } as never;
  Object.defineProperty(document, 'visibilityState', { get: () => (hidden ? 'hidden' : 'visible') });
}
