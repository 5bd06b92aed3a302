/** Somebody else's program, as CommonJS, of the packages that offer it. */
import dataCore = require('@switchboard/data-core');
import tables = require('@switchboard/data-core/tables');
import protocol = require('@switchboard/protocol');

const parsed: protocol.ParsedClientFrame = protocol.parseClientFrame('{"action":"ping"}');
if (!parsed.ok) throw new Error('A ping is not understood.');
const name: string = dataCore.dynamoTableName(tables.keysTable.name, { environment: 'dev' });
if (name !== 'switchboard.dev.keys') throw new Error(`The table is called ${name}.`);
const options: dataCore.KeyValueTableOptions = { tableName: name };
if (!(new dataCore.KeyValueTable(options) instanceof dataCore.KeyValueTable)) throw new Error('No class.');
