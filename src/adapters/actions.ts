import { appendFile } from 'node:fs/promises';

type Env = Readonly<Record<string, string | undefined>>;

/** Adds to the job summary and the step's outputs, where the runner names files for them. */
export async function writeActionsFiles(
  env: Env,
  { summary, outputs }: { readonly summary: string; readonly outputs: string },
): Promise<void> {
  const { GITHUB_STEP_SUMMARY: summaryFile, GITHUB_OUTPUT: outputFile } = env;
  if (summaryFile) await appendFile(summaryFile, summary);
  if (outputFile) await appendFile(outputFile, outputs);
}
