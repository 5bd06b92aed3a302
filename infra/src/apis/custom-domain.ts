import {
  type Apigatewayv2Api,
  Apigatewayv2ApiMapping,
  Apigatewayv2DomainName,
  type Apigatewayv2Stage,
  type DataAwsRoute53Zone,
} from '../cdktf/aws.ts';
import type { Scope } from '../scope.ts';
import { createAlias, createCertificate } from './certificate.ts';

export interface CustomDomainProps {
  /** Names the domain's resources in the stack: `web-socket` or `http`. */
  readonly id: string;
  readonly domainName: string;
  readonly zone: DataAwsRoute53Zone;
  readonly api: Apigatewayv2Api;
  readonly stage: Apigatewayv2Stage;
}

/** Gives the stage of an API a name of our own, with a certificate and records in the zone. The name that AWS gives works as well. */
export function createCustomDomain(
  scope: Scope,
  { id, domainName, zone, api, stage }: CustomDomainProps,
): void {
  const domain = new Apigatewayv2DomainName(scope.construct, `domain_${id}`, {
    domainName,
    domainNameConfiguration: {
      certificateArn: createCertificate(scope, { id, domainName, zone }),
      endpointType: 'REGIONAL',
      securityPolicy: 'TLS_1_2',
    },
  });
  new Apigatewayv2ApiMapping(scope.construct, `domain-mapping_${id}`, {
    apiId: api.id,
    domainName: domain.id,
    stage: stage.id,
  });
  const { targetDomainName, hostedZoneId } = domain.domainNameConfiguration;
  createAlias(scope, {
    id,
    name: domainName,
    zone,
    target: { name: targetDomainName, zoneId: hostedZoneId },
  });
}
