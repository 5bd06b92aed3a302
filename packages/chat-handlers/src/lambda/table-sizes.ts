import { createDocumentClient } from '@switchboard/data-core';
import * as config from '@switchboard/declarations/configuration';
import { createTableSizes } from '../dashboard/table-sizes.ts';
import { environment, log } from './environment.ts';

const { tables } = config.readConfig(environment, { tables: config.allTables() });

export const handler = createTableSizes({ client: createDocumentClient(), tables, log });
