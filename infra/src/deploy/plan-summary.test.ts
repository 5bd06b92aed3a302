import { isEmpty, summarise } from './plan-summary.ts';

const change = (address: string, ...actions: ('create' | 'update' | 'delete' | 'no-op')[]) => ({
  address,
  type: address.split('.')[0] ?? '',
  change: { actions },
});

describe('the summary of a plan', () => {
  it('counts what is created, changed, replaced and deleted', () => {
    const changes = [
      change('aws_sns_topic.a', 'create'),
      change('aws_sns_topic.b', 'update'),
      change('aws_sns_topic.c', 'delete', 'create'),
      change('aws_sns_topic.d', 'create', 'delete'),
      change('aws_sns_topic.e', 'delete'),
      change('aws_sns_topic.f', 'no-op'),
    ];
    expect(summarise({ resource_changes: changes })).toEqual({
      created: 1,
      updated: 1,
      replaced: 2,
      deleted: 1,
      dataLost: [],
    });
  });

  it('names what holds data and is lost', () => {
    const changes = [
      change('aws_dynamodb_table.kept', 'update'),
      change('aws_dynamodb_table.replaced', 'delete', 'create'),
      change('aws_s3_bucket.deleted', 'delete'),
      change('aws_lambda_function.deleted', 'delete'),
    ];
    expect(summarise({ resource_changes: changes }).dataLost).toEqual([
      'aws_dynamodb_table.replaced',
      'aws_s3_bucket.deleted',
    ]);
  });

  it('is empty where there is nothing to do', () => {
    expect(isEmpty(summarise({}))).toBe(true);
    expect(isEmpty(summarise({ resource_changes: [change('aws_sns_topic.a', 'no-op')] }))).toBe(true);
    expect(isEmpty(summarise({ resource_changes: [change('aws_sns_topic.a', 'update')] }))).toBe(false);
  });
});
