import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type handleUnaryCall,
  loadPackageDefinition,
  Server,
  ServerCredentials,
  type ServiceClientConstructor,
  status,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { Call, ProviderService } from './create-provider.ts';

const protocolFile = fileURLToPath(new URL('../protocol/plugin.proto', import.meta.url));

/** The real provider's address, to Terraform and to OpenTofu. */
const providerNames = ['registry.terraform.io/hashicorp/aws', 'registry.opentofu.org/hashicorp/aws'];

/** A state or a schema can be larger than gRPC's 4 MB. */
const unlimited = -1;

/** A provider that Terraform can be told to use. */
export interface ServedProvider {
  /** What the environment variable `TF_REATTACH_PROVIDERS` must hold. */
  readonly reattach: string;
  stop(): Promise<void>;
}

/** Serves a provider on a Unix socket, in this process, under the name that the real one has. */
export async function serve(provider: ProviderService): Promise<ServedProvider> {
  const folder = await mkdtemp(join(tmpdir(), 'terraform-provider-'));
  const socket = join(folder, 'socket');
  const server = new Server({
    'grpc.max_receive_message_length': unlimited,
    'grpc.max_send_message_length': unlimited,
  });
  server.addService(serviceDefinition(), implementation(provider));
  await new Promise<void>((resolve, reject) => {
    server.bindAsync(`unix:${socket}`, ServerCredentials.createInsecure(), (error) =>
      error ? reject(error) : resolve(),
    );
  });
  const address = { Network: 'unix', String: socket };
  const reattach = { Protocol: 'grpc', ProtocolVersion: 5, Pid: process.pid, Test: true, Addr: address };
  return {
    reattach: JSON.stringify(Object.fromEntries(providerNames.map((name) => [name, reattach]))),
    stop: async () => {
      server.forceShutdown();
      await rm(folder, { recursive: true });
    },
  };
}

function serviceDefinition() {
  const definition = loadSync(protocolFile, { keepCase: true, enums: String, longs: Number, defaults: true });
  const { tfplugin5 } = loadPackageDefinition(definition);
  return (tfplugin5 as unknown as { Provider: ServiceClientConstructor }).Provider.service;
}

/** What a method throws reaches Terraform as an internal error, with its stack. */
function implementation(provider: ProviderService): UntypedServiceImplementation {
  const calls = Object.entries(provider).map(([name, method]): [string, handleUnaryCall<Call, object>] => [
    name,
    (call, callback) => {
      Promise.resolve(call.request)
        .then(method)
        .then(
          (answer) => callback(null, answer),
          (error: unknown) => callback({ code: status.INTERNAL, details: describe(error) }),
        );
    },
  ]);
  return Object.fromEntries(calls);
}

const describe = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
