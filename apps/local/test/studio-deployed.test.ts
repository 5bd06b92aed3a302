import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const built = join(__dirname, '../../web');

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe('the studio', () => {
  it.each(['dev', 'staging', 'prod'])('is no part of what is deployed as %s', (name) => {
    const file = join(__dirname, '../../../infra/cdktf.out/stacks', name, 'cdk.tf.json');
    const text = readFileSync(file, 'utf8');
    const { resource } = JSON.parse(text) as {
      resource: { aws_s3_object: Record<string, { key: string; source?: string }> };
    };
    const keys = Object.values(resource.aws_s3_object).map(({ key }) => key);
    // The pages that are published are there, so that this test sees what it should not find.
    expect(keys).toContain('console/index.html');
    expect(keys.filter((key) => /studio|local-assets/.test(key))).toEqual([]);
    expect(text).not.toMatch(/studio|dist-local|_switchboard\//);
  });

  it('is in none of the files that are published, and in those for this machine', () => {
    const published = filesIn(join(built, 'dist'));
    expect(published.length).toBeGreaterThan(5);
    const found = published.filter((file) =>
      /_switchboard\/studio|studio-app|class="studio"/.test(readFileSync(file, 'utf8')),
    );
    expect(found).toEqual([]);
    const local = filesIn(join(built, 'dist-local')).filter((file) => file.endsWith('.js'));
    expect(local.some((file) => readFileSync(file, 'utf8').includes('_switchboard/studio'))).toBe(true);
  });
});
