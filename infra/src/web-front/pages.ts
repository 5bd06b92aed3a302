import type { Brand } from '@switchboard/declarations';
import { type S3Bucket, S3Object } from '../cdktf/aws.ts';
import { AssetType, TerraformAsset } from '../cdktf/core.ts';
import { addressName } from '../names.ts';
import type { Scope } from '../scope.ts';
import type { PageFile } from './page-files.ts';

/** What `/config.json` tells the pages. */
export interface PageConfig {
  /** The WebSocket API's stage, `wss://<host>/<stage>` or `wss://<host>`. */
  readonly ws: string;
  /** The HTTP API, `https://<host>`. */
  readonly http: string;
  /** How the pages present themselves. @default as Switchboard */
  readonly brand?: Brand;
}

/** Uploads the pages and their configuration. A page is uploaded after the files that it names. */
export function uploadPages(
  { construct }: Scope,
  bucket: S3Bucket,
  files: readonly PageFile[],
  config: PageConfig,
): void {
  const isPage = ({ key }: PageFile): boolean => key.endsWith('.html');
  const configuration = new S3Object(construct, 'page-config', {
    bucket: bucket.id,
    key: 'config.json',
    content: JSON.stringify(config),
    contentType: 'application/json',
    cacheControl: 'no-store',
  });
  const upload = (file: PageFile, dependsOn: S3Object[] = []): S3Object =>
    new S3Object(construct, `page_${addressName(file.key)}`, {
      bucket: bucket.id,
      key: file.key,
      source: new TerraformAsset(construct, `page-file_${addressName(file.key)}`, {
        path: file.path,
        type: AssetType.FILE,
      }).path,
      sourceHash: file.sha256,
      contentType: file.contentType,
      cacheControl: file.cacheControl,
      ...(dependsOn.length > 0 && { dependsOn }),
    });
  const assets = files.filter((file) => !isPage(file)).map((file) => upload(file));
  for (const page of files.filter(isPage)) upload(page, [configuration, ...assets]);
}
