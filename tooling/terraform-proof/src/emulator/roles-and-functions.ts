import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionConfigurationCommand,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import type { Arguments, Kind } from './kind.ts';

/** IAM gives documents back as they stand in an address. */
const documentOf = (text: string | undefined): unknown => JSON.parse(decodeURIComponent(text ?? '{}'));

export const roles = (client: IAMClient): Kind => ({
  type: 'aws_iam_role',
  async create({ name: RoleName, assume_role_policy: AssumeRolePolicyDocument }) {
    const { Role } = await client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    return { name: RoleName, id: RoleName, arn: Role?.Arn ?? '' };
  },
  async compare({ name: RoleName, assume_role_policy: trust }) {
    const { Role } = await client.send(new GetRoleCommand({ RoleName }));
    return { is: documentOf(Role?.AssumeRolePolicyDocument), shouldBe: JSON.parse(trust) };
  },
  async remove({ name: RoleName }) {
    await client.send(new DeleteRoleCommand({ RoleName }));
  },
});

export const rolePolicies = (client: IAMClient): Kind => ({
  type: 'aws_iam_role_policy',
  async create({ name: PolicyName, role: RoleName, policy: PolicyDocument }) {
    await client.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
    return { id: `${RoleName}:${PolicyName}` };
  },
  async compare({ name: PolicyName, role: RoleName, policy }) {
    const { PolicyDocument } = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
    return { is: documentOf(PolicyDocument), shouldBe: JSON.parse(policy) };
  },
  async remove({ name: PolicyName, role: RoleName }) {
    await client.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  },
});

/** @param folder the folder of the stack, in which the bundles lie */
export const functions = (client: LambdaClient, folder: string): Kind => ({
  type: 'aws_lambda_function',
  async create(given: Arguments) {
    const { function_name: FunctionName, filename, environment } = given;
    const { FunctionArn = '' } = await client.send(
      new CreateFunctionCommand({
        FunctionName,
        Code: { ZipFile: await readFile(join(folder, filename)) },
        Role: given.role,
        Handler: given.handler,
        Runtime: given.runtime,
        Architectures: given.architectures,
        MemorySize: given.memory_size,
        Timeout: given.timeout,
        ...(environment && { Environment: { Variables: environment.variables } }),
      }),
    );
    return { function_name: FunctionName, id: FunctionName, arn: FunctionArn };
  },
  async compare(given, { function_name: FunctionName }) {
    const found = await client.send(new GetFunctionConfigurationCommand({ FunctionName }));
    return {
      is: {
        code: found.CodeSha256,
        handler: found.Handler,
        runtime: found.Runtime,
        role: found.Role,
        memoryMb: found.MemorySize,
        timeoutSeconds: found.Timeout,
        variables: found.Environment?.Variables ?? {},
      },
      shouldBe: {
        code: given.source_code_hash,
        handler: given.handler,
        runtime: given.runtime,
        role: given.role,
        memoryMb: given.memory_size,
        timeoutSeconds: given.timeout,
        variables: given.environment?.variables ?? {},
      },
    };
  },
  async remove({ function_name: FunctionName }) {
    await client.send(new DeleteFunctionCommand({ FunctionName }));
  },
});
