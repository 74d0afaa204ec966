/** `npm test`: every check there is. All of them run, so that one failure does not hide another; the last line counts. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, runTool } from './processes.ts';

const REPORTS = join(root, '.tmp/reports');
rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });

interface Counted {
  passed: number;
  failed: number;
}

interface Step {
  name: string;
  tool: string;
  args: string[];
  /** Where its machine-readable report is; without one the step itself counts. */
  report?: { file: string; count: (json: unknown) => Counted };
}

const vitest = (project: string): Step => {
  const file = join(REPORTS, `${project}.json`);
  return {
    name: `${project} tests`,
    tool: 'vitest',
    args: ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    report: { file, count: (json) => counted(json as { numPassedTests: number; numFailedTests: number }) },
  };
};
const counted = ({ numPassedTests: passed, numFailedTests: failed }: { numPassedTests: number; numFailedTests: number }): Counted => ({
  passed,
  failed,
});
const BROWSER_REPORT = join(REPORTS, 'browser.json');

const STEPS: Step[] = [
  { name: 'format and lint', tool: 'biome', args: ['check', '--error-on-warnings'] },
  { name: 'types, worker', tool: 'tsc', args: ['-p', '.'] },
  { name: 'types, pages', tool: 'tsc', args: ['-p', 'tsconfig.web.json'] },
  { name: 'types, service worker', tool: 'tsc', args: ['-p', 'tsconfig.sw.json'] },
  { name: 'types, scripts', tool: 'tsc', args: ['-p', 'tsconfig.node.json'] },
  vitest('unit'),
  vitest('dom'),
  vitest('workerd'),
  { name: 'build and budgets', tool: process.execPath, args: [join(root, 'scripts/build.ts')] },
  {
    name: 'browser tests',
    tool: 'playwright',
    args: ['test'],
    report: {
      file: BROWSER_REPORT,
      count: (json) => {
        const { expected, unexpected, flaky } = (json as { stats: { expected: number; unexpected: number; flaky: number } }).stats;
        return { passed: expected, failed: unexpected + flaky };
      },
    },
  },
];

const total: Counted = { passed: 0, failed: 0 };
const table: string[] = [];
for (const { name, tool, args, report } of STEPS) {
  const began = Date.now();
  console.log(`\n── ${name}`);
  const { code, output } = await runTool(tool, args, { E2E_REPORT: BROWSER_REPORT });
  const result = report ? read(report) : { passed: code === 0 ? 1 : 0, failed: 0 };
  // A step that ended badly without a failed test is a failure all the same.
  if (code !== 0 && result.failed === 0) result.failed = 1;
  const ok = result.failed === 0;
  console.log(ok ? 'ok' : output);
  total.passed += result.passed;
  total.failed += result.failed;
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  table.push(
    `${ok ? '✓' : '✗'} ${name.padEnd(20)} ${`${result.passed}`.padStart(5)} passed ${`${result.failed}`.padStart(4)} failed ${seconds.padStart(7)} s`,
  );
}
console.log(`\n${table.join('\n')}\n\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

function read({ file, count }: NonNullable<Step['report']>): Counted {
  try {
    return count(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { passed: 0, failed: 1 };
  }
}
