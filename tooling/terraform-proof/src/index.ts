export { refusedOnCreation } from '@switchboard/aws-rules';
export { Account, noRules } from './account/account.ts';
export { prove } from './prove.ts';
export { createProvider } from './provider/create-provider.ts';
export { type ServedProvider, serve } from './provider/serve.ts';
export { bindingsFolder } from './schema/bindings-folder.ts';
export { readSchemas } from './schema/read-schemas.ts';
