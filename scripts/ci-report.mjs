// For .ci/run: `tests FILE` counts vitest's JSON report in one line, `steps FILE` lists the steps of a
// ses-migrate report and fails unless each is done (or skipped with a reason).
import { existsSync, readFileSync } from 'node:fs';

function countTests(file) {
  if (!existsSync(file)) return '0 passed, 1 failed'; // vitest did not get as far as a report
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const { numPassedTests, numFailedTests, testResults, success } = report;
  // A file that does not load has no tests to fail.
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  const failed = Math.max(numFailedTests + broken.length, success ? 0 : 1);
  return `${numPassedTests} passed, ${failed} failed`;
}

function listSteps(file) {
  const { status, exitCode, steps = [], error } = JSON.parse(readFileSync(file, 'utf8'));
  for (const step of steps) console.log(`${step.status.padEnd(8)} ${step.id}`);
  const open = steps.filter((step) => step.status !== 'done' && step.status !== 'skipped');
  if (steps.length === 0 || open.length > 0 || exitCode !== 0) {
    const why = error?.message ?? `${open.length} of ${steps.length} steps open`;
    throw new Error(`rehearsal: ${status}, exit code ${exitCode}: ${why}`);
  }
}

const [kind, file] = process.argv.slice(2);
if (kind === 'tests') console.log(countTests(file));
else listSteps(file);
