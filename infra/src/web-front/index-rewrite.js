// Runs in CloudFront at every request: a folder stands for the page in it, and its address ends with a slash. No template strings:
// Terraform would take their placeholders for its own.
// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it by this name
function handler(event) {
  var request = event.request;
  var uri = request.uri;
  if (uri.endsWith('/')) {
    request.uri = uri.concat('index.html');
    return request;
  }
  // A file has a dot in its name. Addresses in a page are relative to its folder, so the browser has to know that it is one.
  if (uri.slice(uri.lastIndexOf('/')).includes('.')) return request;
  var location = uri.concat('/', queryOf(request));
  return {
    statusCode: 308,
    statusDescription: 'Permanent Redirect',
    headers: { location: { value: location } },
  };
}

function queryOf(request) {
  var names = Object.keys(request.querystring);
  var pairs = names.map((name) => name.concat('=', request.querystring[name].value));
  return pairs.length > 0 ? '?'.concat(pairs.join('&')) : '';
}
