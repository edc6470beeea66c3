import type { ExportSource } from '../../core/domain-setup/export-source.ts';
import type { ConfigurationSet } from '../../core/ses/configuration-set.ts';
import type { Identity } from '../../core/ses/facts.ts';
import { type Block, hclFile, identifier, ignoring, imported, KEEP_TAGS } from '../hcl.ts';
import { configurationSetBlocks } from './terraform.events.ts';
import { recordBlocks } from './terraform.records.ts';
import { topicBlocks } from './terraform.topics.ts';
import { titleOf } from './zone.ts';

/**
 * Configuration for the provider hashicorp/aws (resource names and import ids as its documentation and its
 * schema of version 5.100 have them): what exists is imported, the rest is created by `terraform apply`.
 */
export function terraformFile(source: ExportSource): string {
  const label = identifier(source.domain);
  const set = source.configurationSet;
  const seen = set?.seen.ok === true ? set.seen.value : null;
  const managed = set?.seen.ok === true;
  return hclFile(headOf(source), [
    ...(managed ? configurationSetBlocks(set.name, seen) : []),
    ...(source.events === null ? [] : topicBlocks(source.events)),
    ...identityBlocks(source, label, managed, seen),
    ...mailFromBlocks(source, label),
    ...recordBlocks(source, label),
  ]);
}

function headOf(source: ExportSource): string[] {
  const { region, configurationSet: set } = source;
  return [
    `${titleOf(source)}.`,
    `For hashicorp/aws, with region = "${region}", and Terraform 1.5 or newer (import blocks).`,
    'Existing resources are imported: the plan should add only what is missing. Remove the import blocks after apply.',
    ...(set === null
      ? ['No configuration set: SES has none for this identity, and none was chosen.']
      : []),
    ...unreadEvents(source),
    ...(set !== null && !set.seen.ok
      ? [`The configuration set ${set.name} is omitted: it could not be read (${set.seen.code}).`]
      : []),
  ];
}

function unreadEvents({ events }: ExportSource): string[] {
  if (events === null) return [];
  const parts = [
    ['SNS topics', events.topics],
    ['subscriptions', events.subscriptions],
    ['alarms', events.alarms],
  ] as const;
  return parts.flatMap(([what, seen]) =>
    seen.ok ? [] : [`The ${what} are omitted: they could not be read (${seen.code}).`],
  );
}

function identityBlocks(
  { domain, identity, configurationSet }: ExportSource,
  label: string,
  managed: boolean,
  seen: ConfigurationSet | null,
): Block[] {
  const resource = 'aws_sesv2_email_identity';
  const name = configurationSet?.name ?? null;
  const setLabel = name === null ? '' : identifier(seen?.name ?? name);
  const reference = `aws_sesv2_configuration_set.${setLabel}.configuration_set_name`;
  const easy = identity.dkim.origin === 'AWS_SES';
  return [
    imported(resource, label, domain),
    {
      head: `resource "${resource}" "${label}"`,
      comments: easy
        ? []
        : ['DKIM keys of another origin stay in SES; Terraform does not manage them.'],
      attributes: {
        email_identity: domain,
        configuration_set_name: managed ? { expression: reference } : name,
      },
      blocks: [
        ...(easy ? dkimBlocks(identity) : []),
        easy ? KEEP_TAGS : ignoring(['tags', 'tags_all', 'dkim_signing_attributes']),
      ],
    },
  ];
}

function dkimBlocks({ dkim }: Identity): Block[] {
  const length = dkim.nextKeyLength ?? dkim.currentKeyLength;
  if (length === null) return [];
  return [{ head: 'dkim_signing_attributes', attributes: { next_signing_key_length: length } }];
}

function mailFromBlocks({ domain, identity, mailFrom }: ExportSource, label: string): Block[] {
  const resource = 'aws_sesv2_email_identity_mail_from_attributes';
  const current = identity.mailFrom.domain;
  if (mailFrom === null) return [];
  return [
    ...(current === null ? [] : [imported(resource, label, domain)]),
    {
      head: `resource "${resource}" "${label}"`,
      comments: [
        ...(current === null ? ['Not set in SES yet: apply sets it.'] : []),
        ...(current !== null && current !== mailFrom
          ? [`SES has ${current} now: apply changes it.`]
          : []),
      ],
      attributes: {
        email_identity: { expression: `aws_sesv2_email_identity.${label}.email_identity` },
        behavior_on_mx_failure: identity.mailFrom.behaviorOnMxFailure,
        mail_from_domain: mailFrom,
      },
    },
  ];
}
