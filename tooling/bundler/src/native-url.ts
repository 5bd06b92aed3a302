import { URL, URLSearchParams } from 'node:url';

/**
 * In place of `whatwg-url` in every bundle: what Node has itself. `node-fetch` 2 imports that package and does not use it on Node; it has 290 kB and loads
 * Node's deprecated `punycode`, which prints a warning at each start.
 */
export default { URL, URLSearchParams };
