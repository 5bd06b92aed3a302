import { resolveTerraform, type TerraformDocument } from './resolve.ts';

const place = {
  region: 'eu-central-1',
  accountId: '000000000000',
  webSocketEndpoint: 'ws://127.0.0.1:3',
  httpEndpoint: 'http://127.0.0.1:2',
  doorEndpoint: 'http://127.0.0.1:4',
};

const attributesOf = (document: TerraformDocument, name: string) =>
  resolveTerraform(document, place).resources.find((resource) => resource.name === name)?.attributes;

/** `${expression}`, as cdktf writes it. */
const ref = (expression: string): string => `\${${expression}}`;

const withTopic = (attributes: Record<string, unknown>): TerraformDocument => ({
  locals: { greeting: 'hello' },
  data: { aws_caller_identity: { me: {} } },
  resource: {
    aws_sns_topic: { news: { name: 'news', tags: { team: 'chat' } } },
    aws_sqs_queue: { tested: { name: 'tested', ...attributes } },
  },
});

describe('an expression', () => {
  const topicArn = 'arn:aws:sns:eu-central-1:000000000000:news';
  it.each([
    ['a reference', ref('aws_sns_topic.news.arn'), topicArn],
    ['a reference in a text', `${ref('aws_sns_topic.news.arn')}/x`, `${topicArn}/x`],
    ['a data source', ref('data.aws_caller_identity.me.account_id'), '000000000000'],
    ['a local value', ref('local.greeting'), 'hello'],
    ['a step into a map', ref('aws_sns_topic.news.tags["team"]'), 'chat'],
    ['a block that stands alone', ref('aws_sns_topic.news.tags[0].team'), 'chat'],
    ['a map itself', ref('aws_sns_topic.news.tags'), { team: 'chat' }],
    ['an escaped one', '$${not.me}', ref('not.me')],
    [
      'jsonencode',
      ref('jsonencode({"arn" = aws_sns_topic.news.arn, list: [1, true, null]})'),
      `{"arn":"${topicArn}","list":[1,true,null]}`,
    ],
    ['replace', ref('replace("a.b.c", ".", "-")'), 'a-b-c'],
    ['replace by an expression', ref('replace("a1b22", "/[0-9]+/", "#")'), 'a#b#'],
    ['a text within', ref(`replace("${ref('local.greeting')} you", " ", "_")`), 'hello_you'],
    ['a quote that is escaped', ref('replace("say \\"hi\\"", "hi", "ho")'), 'say "ho"'],
  ])('may be %s', (_what, written, value) => {
    expect(attributesOf(withTopic({ written }), 'tested')?.written).toEqual(value);
  });
});

describe('a resource that is checked and not run', () => {
  const certificate = { aws_acm_certificate: { web: { domain_name: 'example.com' } } };
  it.each([
    ['what was written of it', ref('aws_acm_certificate.web.domain_name'), 'example.com'],
    [
      'its name in place of what AWS would decide',
      ref('aws_acm_certificate.web.arn'),
      'aws_acm_certificate.web.arn',
    ],
    [
      'a part of what AWS would decide',
      `x ${ref('tolist(aws_acm_certificate.web.domain_validation_options).0.resource_record_name')}`,
      'x aws_acm_certificate.web.domain_validation_options.0.resource_record_name',
    ],
    ['an element of it', ref('element(aws_acm_certificate.web.names, 1)'), 'aws_acm_certificate.web.names.1'],
  ])('gives %s', (_what, written, value) => {
    const document = { resource: { ...certificate, aws_sqs_queue: { tested: { name: 'tested', written } } } };
    expect(attributesOf(document, 'tested')?.written).toBe(value);
  });
});

describe('what cannot be run', () => {
  const problemOf = (document: TerraformDocument): string => {
    try {
      resolveTerraform(document, place);
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  };

  it('is named, all of it at once', () => {
    const message = problemOf({
      resource: {
        aws_instance: { server: {} },
        aws_sqs_queue: {
          sum: { name: ref('1 + 2') },
          sorted: { name: ref('sort(["b"])') },
          unknown: { name: ref('aws_sns_topic.none.arn') },
          attribute: { name: ref('aws_sqs_queue.plain.colour') },
          many: { name: 'many', count: 2 },
          plain: { name: 'plain' },
        },
      },
    });
    expect(message.split('\n').filter((line) => line.startsWith('  - '))).toEqual([
      '  - aws_instance.server: resources of this type',
      '  - aws_sqs_queue.sum: "}" was expected at + 2}',
      '  - aws_sqs_queue.sorted: the function sort is not supported',
      '  - aws_sqs_queue.unknown: aws_sns_topic.none is not in the stack',
      '  - aws_sqs_queue.attribute: aws_sqs_queue.plain.colour is not known to the platform',
      '  - aws_sqs_queue.many: count',
    ]);
  });

  it('is a circle', () => {
    const circle = { a: { name: ref('aws_sqs_queue.b.name') }, b: { name: ref('aws_sqs_queue.a.name') } };
    expect(problemOf({ resource: { aws_sqs_queue: circle } })).toContain('refers to itself');
  });
});
