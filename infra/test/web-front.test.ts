import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { listPageFiles, PagesMissingError } from '../src/web-front/page-files.ts';
import { type Attributes, all, environmentNamed, one, removeStacks, synthesiseStack } from './stack.ts';

const pagesFolder = fileURLToPath(new URL('pages', import.meta.url));
const dev = synthesiseStack(environmentNamed('dev'));
const prod = synthesiseStack(environmentNamed('prod'));
const ref = (type: string, name: string, attribute: string): string => `\${${type}.${name}.${attribute}}`;

afterAll(removeStacks);

describe('the built pages', () => {
  const files = new Map(listPageFiles(pagesFolder).map((file) => [file.key, file]));

  it('are listed with their type, and kept as long as they can stay the same', () => {
    expect([...files.keys()]).toEqual([
      'assets/main-ABCD1234.js',
      'console/index.html',
      'icon.svg',
      'index.html',
    ]);
    expect(files.get('assets/main-ABCD1234.js')).toMatchObject({
      contentType: 'text/javascript; charset=utf-8',
      cacheControl: 'public, max-age=31536000, immutable',
    });
    expect(files.get('console/index.html')).toMatchObject({
      contentType: 'text/html; charset=utf-8',
      cacheControl: 'no-cache',
    });
    expect(files.get('icon.svg')).toMatchObject({
      contentType: 'image/svg+xml',
      cacheControl: 'public, max-age=3600',
    });
  });

  it('that are not there stop the synthesis with the command to run', () => {
    expect(() => listPageFiles('/nowhere')).toThrow(PagesMissingError);
    expect(() => listPageFiles('/nowhere')).toThrow('Run `npm run build` first.');
  });
});

describe('the web front', () => {
  it('keeps the pages in a private bucket that CloudFront alone may read', () => {
    const { policy } = one(dev, 'aws_s3_bucket_policy', 'bucket-policy_pages');
    const [, serving, ...others] = JSON.parse(policy).Statement;
    expect(others).toEqual([]);
    expect(serving).toMatchObject({
      Principal: { Service: 'cloudfront.amazonaws.com' },
      Action: 's3:GetObject',
      Condition: { ArnEquals: { 'aws:SourceArn': ref('aws_cloudfront_distribution', 'web-front', 'arn') } },
    });
    expect(one(dev, 'aws_s3_bucket_public_access_block', 'private_pages').restrict_public_buckets).toBe(true);
  });

  it('uploads every file, and a page after what it names', () => {
    const objects = all(dev, 'aws_s3_object');
    expect(objects.map(({ key }) => key).sort()).toEqual([
      'assets/main-ABCD1234.js',
      'config.json',
      'console/index.html',
      'icon.svg',
      'index.html',
    ]);
    const page = objects.find(({ key }) => key === 'index.html');
    expect(page.depends_on).toEqual(
      expect.arrayContaining(['aws_s3_object.page-config', 'aws_s3_object.page_assets_main-ABCD1234_js']),
    );
  });

  it('tells the pages where the APIs are', () => {
    const configOf = (stack: typeof dev): Attributes =>
      JSON.parse(one(stack, 'aws_s3_object', 'page-config').content);
    expect(configOf(dev)).toEqual({
      ws: `${ref('aws_apigatewayv2_api', 'web-socket', 'api_endpoint')}/dev`,
      http: ref('aws_apigatewayv2_api', 'http', 'api_endpoint'),
    });
    expect(configOf(prod)).toEqual({ ws: 'wss://ws.chat.example.com', http: 'https://api.chat.example.com' });
    expect(one(dev, 'aws_s3_object', 'page-config').cache_control).toBe('no-store');
  });

  it('forbids frames around the pages, except for the widget', () => {
    const { default_cache_behavior: pages, ordered_cache_behavior: others } = one(
      prod,
      'aws_cloudfront_distribution',
      'web-front',
    );
    const policyOf = (behavior: Attributes): string => {
      const name = /security-headers_\w+/.exec(behavior.response_headers_policy_id)?.[0] ?? '';
      const headers = one(prod, 'aws_cloudfront_response_headers_policy', name).security_headers_config;
      return headers.content_security_policy.content_security_policy;
    };
    expect(policyOf(pages)).toContain("frame-ancestors 'none'");
    expect(policyOf(pages)).toContain("img-src 'self' data: blob: https:;");
    expect(policyOf(pages)).toContain(
      "connect-src 'self' wss://ws.chat.example.com https://api.chat.example.com https://s3.",
    );
    expect(policyOf(pages)).toMatch(
      / https:\/\/s3\.[a-z0-9-]+\.amazonaws\.com\/switchboard-prod-attachments-[^ ]+\/;/,
    );
    expect(others).toMatchObject([{ path_pattern: '/widget*' }]);
    expect(policyOf(others[0])).toContain('frame-ancestors *');
  });

  describe('at every request', () => {
    const { code } = one(dev, 'aws_cloudfront_function', 'index-rewrite');
    const answer = (uri: string, querystring: object = {}): Attributes =>
      runInNewContext(`${code}; handler({ request: { uri, querystring } })`, { uri, querystring });

    it('takes a folder for the page in it', () => {
      const uris = ['/console/', '/', '/assets/main.js', '/.well-known/security.txt'];
      expect(uris.map((uri) => answer(uri).uri)).toEqual([
        '/console/index.html',
        '/index.html',
        '/assets/main.js',
        '/.well-known/security.txt',
      ]);
      expect(code).toBe(readFileSync(new URL('../src/web-front/index-rewrite.js', import.meta.url), 'utf8'));
    });

    it('has no placeholder that Terraform would take for its own', () => {
      expect(code).not.toContain('${');
    });

    it('fault: /console was answered with an error: a folder without its slash leads to the one with it', () => {
      expect(answer('/console')).toMatchObject({
        statusCode: 308,
        headers: { location: { value: '/console/' } },
      });
      const { headers } = answer('/widget', { theme: { value: 'dark' }, lang: { value: 'de' } });
      expect(headers.location.value).toBe('/widget/?theme=dark&lang=de');
    });
  });

  it('tells the pages how to present themselves', () => {
    const brand = { name: 'Our shop', accent: '#0f766e', logo: 'https://shop.example.com/logo.svg' };
    const branded = synthesiseStack({ ...environmentNamed('dev'), brand });
    expect(JSON.parse(one(branded, 'aws_s3_object', 'page-config').content)).toMatchObject({ brand });
  });

  it('is not part of what the local platform boots', () => {
    const local = synthesiseStack(environmentNamed('local'));
    expect(
      Object.keys(local.resource).filter((type) =>
        /cloudfront|route53|acm|cloudwatch_(?!log_group)/.test(type),
      ),
    ).toEqual([]);
  });
});

describe('a domain of its own', () => {
  it('names the pages and both APIs, each with a certificate that AWS has issued', () => {
    expect(all(prod, 'aws_apigatewayv2_domain_name').map(({ domain_name }) => domain_name)).toEqual([
      'api.chat.example.com',
      'ws.chat.example.com',
    ]);
    expect(one(prod, 'aws_cloudfront_distribution', 'web-front').aliases).toEqual(['chat.example.com']);
    for (const { domain_name_configuration: configuration } of all(prod, 'aws_apigatewayv2_domain_name')) {
      expect(configuration.certificate_arn).toMatch(/^\$\{aws_acm_certificate_validation\./);
    }
  });

  it('takes the certificate of CloudFront from the region where CloudFront looks for it', () => {
    const { provider } = one(prod, 'aws_acm_certificate', 'certificate_web');
    expect(provider).toBe('aws.us-east-1');
    expect(prod.provider.aws).toContainEqual(
      expect.objectContaining({ alias: 'us-east-1', region: 'us-east-1' }),
    );
    expect(one(prod, 'aws_acm_certificate', 'certificate_http').provider).toBeUndefined();
  });

  it('leads to each by IPv4 and IPv6', () => {
    const aliases = all(prod, 'aws_route53_record').filter(({ alias }) => alias);
    expect(aliases.map(({ name, type }) => `${type} ${name}`).sort()).toEqual([
      'A api.chat.example.com',
      'A chat.example.com',
      'A ws.chat.example.com',
      'AAAA api.chat.example.com',
      'AAAA chat.example.com',
      'AAAA ws.chat.example.com',
    ]);
  });

  it('of mail is proven, signed and delivered to SES', () => {
    const records = all(prod, 'aws_route53_record').filter(({ name }) =>
      name.includes('mail.chat.example.com'),
    );
    expect(records.map(({ type }) => type).sort()).toEqual(['CNAME', 'CNAME', 'CNAME', 'MX', 'TXT', 'TXT']);
    expect(records).toContainEqual(
      expect.objectContaining({ type: 'MX', records: ['10 inbound-smtp.eu-central-1.amazonaws.com'] }),
    );
  });

  it('of mail is told alone where the DNS is elsewhere than in Route 53', () => {
    const { mail: _, ...rest } = environmentNamed('prod');
    const elsewhere = synthesiseStack({ ...rest, mail: { domain: 'mail.elsewhere.example' } });
    const names = all(elsewhere, 'aws_route53_record').map(({ name }) => name);
    expect(names.filter((name) => name.includes('mail.elsewhere.example'))).toEqual([]);
    const told: readonly string[] = elsewhere.output.mailRecords?.value;
    expect(told.map((record) => / (CNAME|MX|TXT) /.exec(record)?.[1]).sort()).toEqual([
      'CNAME',
      'CNAME',
      'CNAME',
      'MX',
      'TXT',
      'TXT',
    ]);
    expect(told).toContain('mail.elsewhere.example MX 10 inbound-smtp.eu-central-1.amazonaws.com');
  });

  it('of mail is told, so that a person can look whether it can be seen', () => {
    const told = prod.output.mailRecords?.value;
    expect(told).toHaveLength(6);
    expect(told).toContain('mail.chat.example.com MX 10 inbound-smtp.eu-central-1.amazonaws.com');
    expect(told).toContain('_dmarc.mail.chat.example.com TXT v=DMARC1; p=quarantine; adkim=s');
  });
});
