import { readdirSync, readFileSync } from 'node:fs';

/** @returns the largest resident memory of a process of each function of a platform, in MB @param pid the platform's process */
export function functionMemoryOf(pid: number): ReadonlyMap<string, number> {
  const largest = new Map<string, number>();
  for (const child of readdirSync('/proc').map(Number).filter(Boolean)) {
    const found = functionProcess(child, pid);
    if (found) largest.set(found.name, Math.max(largest.get(found.name) ?? 0, found.megabytes));
  }
  return largest;
}

function functionProcess(
  pid: number,
  platform: number,
): { readonly name: string; readonly megabytes: number } | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    if (Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]) !== platform) return undefined;
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    const variable = environment.find((entry) => entry.startsWith('AWS_LAMBDA_FUNCTION_NAME='));
    const kilobytes = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]);
    if (variable === undefined || Number.isNaN(kilobytes)) return undefined;
    return { name: variable.split('=')[1] ?? '', megabytes: kilobytes / 1024 };
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}
