import { describeWithTerraform, proofTimeoutMs, proveStack } from './proof.ts';

/** That every environment is valid, applied and destroyed is proven by `src/cli.ts`, in the same `npm run prove`. */
describeWithTerraform('with real Terraform, the environment', () => {
  it(
    'prod is not destroyed while it is protected',
    async () => {
      const result = await proveStack('prod', {
        steps: ['init', 'plan', 'apply', 'destroy'],
        liftsProtection: false,
        refuses: false,
      });
      expect(result.failedStep).toBe('destroy');
      expect(result.output).toContain('prevent_destroy');
    },
    proofTimeoutMs,
  );
});
