import { bindingsFolder } from './bindings-folder.ts';
import { BindingsError, readSchema } from './read-bindings.ts';
import type { Block } from './schema.ts';

const read = (type: string): Block => readSchema(bindingsFolder('@cdktf/provider-aws'), type);

const attribute = ({ attributes }: Block, name: string) => attributes.find((found) => found.name === name);
const nested = ({ blocks }: Block, name: string) => blocks.find((found) => found.name === name);

describe('the schema of a resource type', () => {
  it('tells what must be written, what may be, and what AWS decides', () => {
    const table = read('aws_dynamodb_table');
    expect(attribute(table, 'name')).toEqual({ name: 'name', type: 'string', mode: 'required' });
    expect(attribute(table, 'read_capacity')).toEqual({
      name: 'read_capacity',
      type: 'number',
      mode: 'optional',
    });
    expect(attribute(table, 'tags')).toEqual({ name: 'tags', type: ['map', 'string'], mode: 'optional' });
    expect(attribute(table, 'arn')).toEqual({ name: 'arn', type: 'string', mode: 'computed' });
    expect(attribute(table, 'no_such_attribute')).toBeUndefined();
  });

  it('tells how blocks are nested, how often they may stand, and what is in them', () => {
    const table = read('aws_dynamodb_table');
    expect(nested(table, 'attribute')).toMatchObject({ nesting: 'set', once: false, required: false });
    expect(nested(table, 'ttl')).toMatchObject({ nesting: 'list', once: true });
    const index = nested(table, 'global_secondary_index');
    expect(index && attribute(index.block, 'projection_type')).toMatchObject({ mode: 'required' });
    expect(index && attribute(index.block, 'non_key_attributes')).toMatchObject({ type: ['set', 'string'] });
  });

  it('has blocks that must be written', () => {
    expect(nested(read('aws_scheduler_schedule'), 'target')).toMatchObject({ required: true, once: true });
  });

  it('knows the objects that AWS computes', () => {
    expect(attribute(read('aws_acm_certificate'), 'domain_validation_options')).toEqual({
      name: 'domain_validation_options',
      type: [
        'set',
        [
          'object',
          {
            domain_name: 'string',
            resource_record_name: 'string',
            resource_record_type: 'string',
            resource_record_value: 'string',
          },
        ],
      ],
      mode: 'computed',
    });
  });

  it.each(['provider', 'data.aws_caller_identity', 'aws_apigatewayv2_api'])('is there for %s', (type) => {
    expect(read(type).attributes.length).toBeGreaterThan(0);
  });

  it('is not there for what AWS does not have', () => {
    expect(() => read('aws_teapot')).toThrow(BindingsError);
    expect(() => read('aws_teapot')).toThrow('has no binding of aws_teapot');
  });
});
