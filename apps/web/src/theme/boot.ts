import { usableStorage } from '../session/usable-storage.ts';
import { applyTheme, storedTheme } from './theme.ts';

// Runs in the head, before anything is painted, so that a reader of the dark theme sees no white flash.
applyTheme(storedTheme(usableStorage(() => localStorage)), document.documentElement);
