/**
 * The stored key of `id` in a namespace: `<namespace>.<id>`, and the bare id where the namespace is ''. A dot inside a namespace
 * is written as `%2E`, so that the first dot always ends the namespace and no two namespaces share a key.
 *
 * @example namespaced('events', 'a.b') === 'events.a.b'
 * @example namespaced('events.a', 'b') === 'events%2Ea.b'
 */
export function namespaced(namespace: string, id: string): string {
  return namespacePrefix(namespace) + id;
}

/** What every key of the namespace begins with. */
export function namespacePrefix(namespace: string): string {
  if (namespace === '') return '';
  return `${namespace.replaceAll('%', '%25').replaceAll('.', '%2E')}.`;
}
