import type { Page } from 'playwright-core';

/** Gathers what goes wrong in a page: errors, and what its content security policy forbids. */
export function watchProblems(page: Page, problems: string[]): void {
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    // A connection that is refused while the platform is away is part of the tests.
    const expected = /WebSocket connection|net::ERR_/.test(message.text());
    if (message.type() === 'error' && !expected) problems.push(message.text());
  });
}
