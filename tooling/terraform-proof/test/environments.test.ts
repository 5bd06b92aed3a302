import { describeWithTerraform, proofTimeoutMs, proveStack, stackNames } from './proof.ts';

describeWithTerraform('with real Terraform, the environment', () => {
  it.each(stackNames)(
    '%s is valid, applied, changed by no second plan, and destroyed',
    async (name) => {
      const result = await proveStack(name);
      expect(result.failedStep === undefined ? 'proven' : `${result.failedStep}: ${result.output}`).toBe(
        'proven',
      );
      expect(result.resourceCount).toBeGreaterThan(50);
      expect(result.output).toContain(`${result.resourceCount} destroyed`);
    },
    proofTimeoutMs,
  );
});
