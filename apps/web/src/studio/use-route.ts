import { useLayoutEffect, useState } from 'preact/hooks';

/** The view and its parameters, from the address after `#/`. */
export interface Route {
  readonly view: string;
  readonly query: Readonly<Record<string, string | undefined>>;
}

const routeOf = (hash: string): Route => {
  const [view = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  return { view, query: Object.fromEntries(new URLSearchParams(query)) };
};

export const linkTo = (view: string, query: Readonly<Record<string, string>> = {}): string => {
  const text = new URLSearchParams(query).toString();
  return text === '' ? `#/${view}` : `#/${view}?${text}`;
};

export function useRoute(): Route {
  const [route, setRoute] = useState(() => routeOf(location.hash));
  useLayoutEffect(() => {
    const follow = (): void => setRoute(routeOf(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return route;
}
