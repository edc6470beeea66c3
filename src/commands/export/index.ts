import { rightsTo } from '../../core/aws/permissions.ts';
import { EXPORT_FORMATS } from '../../core/domain-setup/export-source.ts';
import { usage } from '../../core/model/errors.ts';
import { nearest } from '../../core/parse/nearest.ts';
import { sourcesOf } from '../../flow/assess.ts';
import { rightsToRead } from '../../observe/rights.ts';
import { reportText } from '../../render/report.ts';
import { defineInputs, type OptionsOf, pickInputs } from '../../steps/input.ts';
import { verifyDomainInputs } from '../../steps/verify-domain/inputs.ts';
import type { Command } from '../command.ts';
import { openJob } from '../job.ts';
import { exportRecords, exportSteps } from './records.ts';
import { exportUndo, undoSteps } from './undo.ts';

/** The records in the format of another tool, or the way back as a script. */
const FORMATS = [...EXPORT_FORMATS, 'undo'] as const;

/** Throws Failure `usage/export-format`. */
function formatOf(word: string | undefined): (typeof FORMATS)[number] {
  const format = FORMATS.find((each) => each === word);
  if (format === undefined) throw notAFormat(word);
  return format;
}

function notAFormat(typed: string | undefined): Error {
  const all = FORMATS.join(', ');
  if (typed === undefined) {
    return usage('export-format', 'The format is missing.', `Use one of ${all}.`);
  }
  const [close] = nearest(typed, FORMATS);
  const meant = close === undefined ? '' : `Did you mean \`ses-migrate export ${close}\`? `;
  return usage(
    'export-format',
    `Unknown format: ${JSON.stringify(typed)}.`,
    `${meant}The formats are ${all}.`,
  );
}

/** What the checklist would otherwise choose, and is not written to it here. */
const CHOICES = [
  'mailFrom',
  'dmarc',
  'dmarcRua',
  'configurationSet',
  'dns',
  'hostedZoneId',
] as const;

const inputs = defineInputs([
  ...pickInputs(verifyDomainInputs, CHOICES),
  {
    key: 'soa',
    flag: '--soa',
    summary: 'zone only: add SOA and NS, so that the file can be loaded on its own',
  },
]);

type ExportOptions = OptionsOf<typeof inputs> & { readonly exportFormat?: string };

export const exportCommand: Command<ExportOptions> = {
  id: 'export',
  summary: 'Write the DNS records for another tool, or the way back as a script',
  note: `Formats: ${EXPORT_FORMATS.join(', ')}; undo: a script to read that removes what ses-migrate made.`,
  group: 'tools',
  subject: 'domain',
  argument: '[format] [domain]',
  first: { key: 'exportFormat', parse: formatOf },
  inputs,
  canWait: false,
  rights: (steps, sources) => [
    ...rightsToRead(sourcesOf([...exportSteps(steps), ...undoSteps(steps)]), sources),
    // Beside the world: the configuration set and what it publishes to, for Terraform.
    ...rightsTo(
      'ses:GetConfigurationSet',
      'ses:GetConfigurationSetEventDestinations',
      'sns:GetTopicAttributes',
      'sns:ListSubscriptionsByTopic',
      'cloudwatch:DescribeAlarmsForMetric',
    ),
  ],
  examples: [
    'export zone acme.example > ses.zone',
    'export terraform > ses.tf',
    'export undo > undo.sh',
  ],
  check({ answers }) {
    const { exportFormat: format } = answers;
    if (answers.soa !== true || format === 'zone') return;
    throw usage(
      'export-format',
      `--soa applies to zone files only; ${format} has no SOA.`,
      'Leave --soa out, or use it with `export zone`.',
    );
  },
  present: (report, { stderr }) => ({
    result: 'content' in report.data ? report.data.content : null,
    notes: report.steps.length > 0 ? [reportText(report, stderr)] : [],
    annotated: true,
  }),
  async run(context, options) {
    const format = formatOf(options.answers.exportFormat);
    const job = await openJob(context, options);
    return format === 'undo' ? exportUndo(job) : exportRecords(job, format);
  },
};
