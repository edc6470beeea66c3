import { describe, expect, test } from 'vitest';
import type { ExportSource } from '../../../src/core/domain-setup/export-source.ts';
import { hclString as quoted } from '../../../src/core/text/hcl-string.ts';
import { changeBatch } from '../../../src/render/export/route53.ts';
import { terraformFile } from '../../../src/render/export/terraform.ts';
import { hclFile, identifier } from '../../../src/render/hcl.ts';
import * as w from '../../helpers/world.ts';
import { hostedSource, SET, source } from './source.ts';

interface Found {
  /** `resource.aws_route53_record.acme_example_dmarc`, `import`. */
  readonly path: string;
  /** Attributes as they are written, nested blocks before their names: `lifecycle.ignore_changes`. */
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Reads a file and holds it to the layout of `terraform fmt` on the way: two spaces a level, the `=` of
 * neighbouring attributes in one column, an empty line before each nested block, none at its ends.
 */
function read(text: string): Found[] {
  const found: Found[] = [];
  const open: string[] = [];
  let values: Record<string, string> = {};
  let column = -1;
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1] ?? '';
    expect(line).toBe(line.trimEnd());
    const closes = line.trim() === '}';
    const content = line.trim();
    const attribute = /^( *)([a-z_]+) *= (.+)$/.exec(line);
    const block = /^([a-z_0-9"][^=]*) \{$/.exec(content);
    if (closes) {
      open.pop();
      expect(before).not.toBe('');
      if (open.length === 0) found.push({ path: values.path ?? '', values });
    }
    if (content === '' || content.startsWith('#')) {
      column = -1;
      continue;
    }
    expect(line).toMatch(new RegExp(`^ {${open.length * 2}}\\S`));
    if (block !== null) {
      const head = (block[1] ?? '').replaceAll('"', '').replaceAll(' ', '.');
      if (open.length === 0) values = { path: head };
      else expect(before).toMatch(before.endsWith('{') ? /\{$/ : /^$/);
      open.push(head);
      column = -1;
    } else if (attribute !== null) {
      const equals = line.indexOf(' = ');
      if (column !== -1) expect(equals, line).toBe(column);
      column = equals;
      const [, , name = '', value = ''] = attribute;
      values[[...open.slice(1), name].join('.')] = value;
    } else expect(closes, line).toBe(true);
  }
  expect(open).toEqual([]);
  return found;
}

const all = w.RECORDS.map((record) => w.set(record));
const withSet = (seen: NonNullable<ExportSource['configurationSet']>['seen']): ExportSource => ({
  ...hostedSource(all),
  identity: w.identity({ configurationSet: 'app-events' }),
  configurationSet: { name: 'app-events', seen },
});
const pathsOf = (found: readonly Found[]) => found.map(({ path }) => path);
const importsOf = (found: readonly Found[]) =>
  Object.fromEntries(
    found.flatMap(({ path, values }) => (path === 'import' ? [[values.to, values.id]] : [])),
  );

describe('an account that has everything', () => {
  const text = terraformFile(withSet(w.ok(SET)));
  const found = read(text);

  test('every resource is imported under its id, and each import has its resource', () => {
    expect(importsOf(found)).toEqual({
      'aws_sesv2_configuration_set.app_events': '"app-events"',
      'aws_sesv2_configuration_set_event_destination.app_events_to_sns': '"app-events|to-sns"',
      'aws_sesv2_configuration_set_event_destination.app_events_to_bus': '"app-events|to-bus"',
      'aws_sesv2_configuration_set_event_destination.app_events_to_watch': '"app-events|to-watch"',
      'aws_sesv2_configuration_set_event_destination.app_events_to_stream':
        '"app-events|to-stream"',
      'aws_sesv2_email_identity.acme_example': '"acme.example"',
      'aws_sesv2_email_identity_mail_from_attributes.acme_example': '"acme.example"',
      'aws_route53_record.acme_example_dkim_1': '"Z1_tok1._domainkey.acme.example_CNAME"',
      'aws_route53_record.acme_example_dkim_2': '"Z1_tok2._domainkey.acme.example_CNAME"',
      'aws_route53_record.acme_example_dkim_3': '"Z1_tok3._domainkey.acme.example_CNAME"',
      'aws_route53_record.acme_example_mail_from_mx': '"Z1_mail.acme.example_MX"',
      'aws_route53_record.acme_example_mail_from_spf': '"Z1_mail.acme.example_TXT"',
      'aws_route53_record.acme_example_dmarc': '"Z1__dmarc.acme.example_TXT"',
    });
    const resources = pathsOf(found).filter((path) => path.startsWith('resource.'));
    expect(resources).toEqual(Object.keys(importsOf(found)).map((to) => `resource.${to}`));
  });

  test('settings are those of SES, tags are left alone', () => {
    const values = (path: string) => found.find((each) => each.path === path)?.values;
    expect(values('resource.aws_sesv2_configuration_set.app_events')).toMatchObject({
      'delivery_options.max_delivery_seconds': '900',
      'delivery_options.tls_policy': '"REQUIRE"',
      'reputation_options.reputation_metrics_enabled': 'true',
      'suppression_options.suppressed_reasons': '["BOUNCE", "COMPLAINT"]',
      'tracking_options.custom_redirect_domain': '"click.acme.example"',
      'vdm_options.dashboard_options.engagement_metrics': '"ENABLED"',
      'lifecycle.ignore_changes': '[tags, tags_all]',
    });
    expect(values('resource.aws_sesv2_email_identity.acme_example')).toMatchObject({
      configuration_set_name: 'aws_sesv2_configuration_set.app_events.configuration_set_name',
      'dkim_signing_attributes.next_signing_key_length': '"RSA_2048_BIT"',
      'lifecycle.ignore_changes': '[tags, tags_all]',
    });
    const watch = 'aws_sesv2_configuration_set_event_destination.app_events_to_watch';
    expect(values(`resource.${watch}`)).toMatchObject({
      event_destination_name: '"to-watch"',
      'event_destination.enabled': 'true',
      'event_destination.cloud_watch_destination.dimension_configuration.dimension_name':
        '"ses:from-domain"',
    });
  });

  test('an event destination of a kind that is not known is named, not forgotten', () => {
    expect(text).toContain('# Omitted: event destinations of an unknown kind (to-nowhere).');
    expect(text).not.toContain('"to-nowhere"');
  });

  // `terraform fmt -check` and `validate` (Terraform 1.11.4, hashicorp/aws 5.100.0) passed on 2026-11-22.
  test('the file is the one that Terraform itself was given', async () => {
    await expect(text).toMatchFileSnapshot('../../../fixtures/exports/everything.tf');
  });
});

describe('an account that has half of it', () => {
  const identity = w.identity({
    mailFrom: { domain: null, status: null },
    dkim: { origin: 'EXTERNAL', nextKeyLength: null, currentKeyLength: null },
  });
  const half: ExportSource = {
    ...hostedSource(all.slice(0, 1)),
    identity,
    configurationSet: { name: 'app-events', seen: w.ok(null) },
  };
  const text = terraformFile(half);

  test('what is missing has a resource and no import', () => {
    const found = read(text);
    expect(Object.keys(importsOf(found))).toEqual([
      'aws_sesv2_email_identity.acme_example',
      'aws_route53_record.acme_example_dkim_1',
    ]);
    expect(pathsOf(found)).toEqual(
      expect.arrayContaining([
        'resource.aws_sesv2_configuration_set.app_events',
        'resource.aws_sesv2_email_identity_mail_from_attributes.acme_example',
        'resource.aws_route53_record.acme_example_dmarc',
      ]),
    );
  });

  test('keys of the team are neither known nor changed', () => {
    expect(text).toContain('ignore_changes = [tags, tags_all, dkim_signing_attributes]');
    expect(text).not.toContain('next_signing_key_length');
  });

  test('the file is the one that Terraform itself was given', async () => {
    await expect(text).toMatchFileSnapshot('../../../fixtures/exports/half.tf');
  });
});

test('a configuration set that could not be read is neither imported nor created', () => {
  const text = terraformFile(withSet(w.failed('denied', 'ses:GetConfigurationSet')));
  expect(pathsOf(read(text)).join(' ')).not.toContain('configuration_set');
  expect(text).toContain(
    '# The configuration set app-events is omitted: it could not be read (denied).',
  );
  expect(text).toContain('configuration_set_name = "app-events"');
});

describe('records', () => {
  const spf = w.RECORDS[4] as (typeof w.RECORDS)[number];
  const recordsOf = (from: ExportSource) =>
    Object.fromEntries(
      read(terraformFile(from)).flatMap(({ path, values }) =>
        path.startsWith('resource.aws_route53') ? [[values.name, values.records]] : [],
      ),
    );

  test('a shared TXT set is imported with the values of others, and ours beside them', () => {
    const shared = w.set(spf, { ttl: 60, values: ['"other=1"', '"a \\"b\\"" "long"'] });
    const from = hostedSource([shared]);
    expect(recordsOf(from)['"mail.acme.example"']).toBe(
      String.raw`["other=1", "a \\\"b\\\"\"\"long", "v=spf1 include:amazonses.com ~all"]`,
    );
    expect(importsOf(read(terraformFile(from)))).toHaveProperty([
      'aws_route53_record.acme_example_mail_from_spf',
    ]);
  });

  test('what is in the way is not imported: apply is refused rather than replacing it', () => {
    const mx = w.set(w.RECORDS[3] as typeof spf, { values: ['10 mx.other.example'] });
    const text = terraformFile(hostedSource([mx]));
    expect(importsOf(read(text))).not.toHaveProperty([
      'aws_route53_record.acme_example_mail_from_mx',
    ]);
    expect(text).toContain('# conflict: mail.acme.example MX 10 mx.other.example');
  });

  test('what the zone handed to other servers is not in it: no resource, no batch, but the list', () => {
    const mx = w.RECORDS[3] as typeof spf;
    const cut = { ...w.set(mx), type: 'NS', values: ['ns1.other.example'] };
    const from = hostedSource([cut]);
    const text = terraformFile(from);
    expect(text.match(/^resource "aws_route53_record"/gm)).toHaveLength(4);
    expect(text.match(/^ {4}\{ name = "mail.acme.example"/gm)).toHaveLength(2);
    expect(changeBatch(from)).not.toContain('"mail.acme.example."');
    expect(changeBatch(from)).toContain('"_dmarc.acme.example."');
  });

  test('elsewhere than in Route 53 they are a list for the provider of the DNS host', async () => {
    const text = terraformFile(source());
    expect(text).not.toContain('aws_route53_record');
    expect(text.match(/value = "/g)).toHaveLength(6);
    await expect(text).toMatchFileSnapshot('../../../fixtures/exports/elsewhere.tf');
  });
});

describe('HCL', () => {
  test.each([
    ['plain', '"plain"'],
    ['say "hi" \\', String.raw`"say \"hi\" \\"`],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what Terraform would fill in
    ['${path.module} %{if true}', '"$${path.module} %%{if true}"'],
    ['two\nlines\r\t', String.raw`"two\nlines\r\t"`],
  ])('%j is quoted', (text, expected) => expect(quoted(text)).toBe(expected));

  test.each([
    ['acme.example', 'acme_example'],
    ['1st.example', '_1st_example'],
    ['a-b.example', 'a_b_example'],
  ])('%s makes the identifier %s', (text, expected) => expect(identifier(text)).toBe(expected));

  test('absent attributes leave no gap', () => {
    const text = hclFile(['x'], [{ head: 'locals', attributes: { a: 1, longer: null, b: true } }]);
    expect(text).toBe('# x\n\nlocals {\n  a = 1\n  b = true\n}\n');
  });
});
