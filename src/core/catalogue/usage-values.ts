import type { Area } from './words.ts';

/** Values that were typed, piped in or kept in a file, and are not what they should be. */
export const USAGE_VALUES: Area = {
  'usage/bad-domain': {
    meaning: 'This is not a domain that SES can send for.',
    why: 'It is a URL, an address, the name of a DNS record, a public suffix, or mistyped.',
    fix: 'Enter only the domain, such as acme.example.',
  },
  'usage/bad-region': {
    meaning: 'This is not a Region with Amazon SES.',
    why: 'It is mistyped, or SES is not offered there.',
    fix: 'Use the proposed Region.',
  },
  'usage/bad-setting': {
    meaning: 'A variable or a setting of the AWS profile has a value that cannot be used.',
    why: 'An endpoint is not a URL, a file with certificate authorities cannot be read, or a number is not a number.',
    fix: 'Correct the variable or the setting that the message names.',
  },
  'usage/bad-proxy': {
    meaning: 'A proxy variable does not name an HTTP proxy.',
    why: 'HTTPS_PROXY, HTTP_PROXY or their lower-case forms have another scheme, such as socks5://, or are no URL.',
    fix: 'Write http://proxy.example:3128, with user and password percent-encoded, or unset the variable.',
  },
  'usage/bad-topic': {
    meaning: 'The value of --sns-topic is not a name or ARN of a standard SNS topic.',
    why: 'It has other characters than letters, digits, "-" and "_", or it is a FIFO topic.',
    fix: 'Use a name such as ses-events, or the ARN of a standard topic.',
  },
  'usage/bad-subscriber': {
    meaning: 'The value of --subscribe is neither mailto:ADDRESS nor an https URL.',
    why: 'SNS delivers to these; a URL with a login in it would be shown to everybody who can list subscriptions.',
    fix: 'Use mailto:ops@example.com or https://example.com/ses-events.',
  },
  'usage/bad-address': {
    meaning: 'This is not an e-mail address that SES accepts.',
    why: 'The part before the @ must be ASCII, and exactly one address must be there.',
    fix: 'Enter an address such as hello@acme.example or "Acme <hello@acme.example>".',
  },
  'usage/bad-role': {
    meaning: '`print-policy` needs a role.',
    why: 'There are two: `operator` for the person or job that runs ses-migrate, `sender` for the application.',
    fix: 'Give `operator` or `sender`.',
  },
  'usage/bad-account': {
    meaning: 'This is not an AWS account id.',
    why: 'An account has twelve digits; it may be written with hyphens.',
    fix: 'Give the twelve digits, or leave --account out.',
  },
  'usage/bad-value': {
    meaning: 'The flag does not accept this value.',
    why: 'It accepts one of a fixed list of values.',
    fix: 'Use one of the values that the message names.',
  },
  'usage/bad-number': {
    meaning: 'This is not a whole number above 0.',
    why: 'The flag takes a number, for example of milliseconds.',
    fix: 'Use only digits.',
  },
  'usage/bad-duration': {
    meaning: 'This is not a duration.',
    why: 'A number needs its unit.',
    fix: 'Give 90s, 10m, 2h or 3d; with an equals sign: --wait=10m.',
  },
  'usage/bad-speed': {
    meaning: 'This is not a valid speed for a rehearsal.',
    why: 'It divides the seconds that things take there.',
    fix: 'Give a number above 0, such as 10.',
  },
  'usage/bad-server': {
    meaning: 'This is not a valid DNS server.',
    why: '--resolver and --nameserver take a host or an address, --doh an https URL.',
    fix: 'Give 1.1.1.1, ns1.example.com:5353, [2606:4700::1111]:53, or https://dns.google/dns-query for --doh.',
  },
  'usage/bad-token': {
    meaning: 'This is not a DKIM token.',
    why: 'A token is the label before ._domainkey.',
    fix: 'Give the tokens as SES shows them.',
  },
  'usage/tokens': {
    meaning: '--token was not given three times.',
    why: 'Easy DKIM has three records, and all must be right.',
    fix: 'Give --token three times.',
  },
  'usage/mail-from-outside': {
    meaning: 'The MAIL FROM domain is not below the domain.',
    why: 'SES accepts only a subdomain of the identity.',
    fix: 'Give a label, --mail-from mail, or a full name below the domain.',
  },
  'usage/from-outside': {
    meaning: 'The sender is not an address of the domain.',
    why: 'A message from another domain proves nothing about this one.',
    fix: 'Give --from with an address of the domain.',
  },
  'usage/bad-via': {
    meaning: 'This is not a path, a path given twice, or a chain too short for --fail-first.',
    why: 'The paths are api, smtp and old; a chain names each once, in order.',
    fix: 'Give --via api, --via smtp or --via old,smtp,api.',
  },
  'usage/bad-unsubscribe': {
    meaning: '--unsubscribe is not an https address.',
    why: 'One-click unsubscribe (RFC 8058) is a POST to an https address.',
    fix: 'Give an address that accepts it, such as https://acme.example/unsubscribe?u=1.',
  },
  'usage/bad-inbox': {
    meaning:
      '--inbox is not the URL of an IMAP mailbox, or it cannot be combined with another flag.',
    why: 'Others could read a password in it. Mail to the simulator does not arrive in a mailbox; --eml verifies a file.',
    fix: 'Write imaps://you@example.com@imap.example.com and set IMAP_PASSWORD.',
  },
  'usage/bad-smtp-url': {
    meaning:
      'SMTP_URL or --smtp-url is not the URL of an SMTP server, or the flag has a password in it.',
    why: 'The value is not shown because it can contain a password. A flag can be read by other users of the machine.',
    fix: 'Set SMTP_URL to smtp[s]://user:pass@host:port, with special characters percent-encoded.',
  },
  'usage/bad-user-name': {
    meaning: 'IAM does not accept this user name.',
    why: 'Names have 1 to 64 of A-Z a-z 0-9 + = , . @ _ -.',
    fix: 'Give another --user-name.',
  },
  'usage/bad-variable-name': {
    meaning: 'The output format does not allow that name.',
    why: 'Shells, GitHub, Kubernetes and Terraform each allow other characters in a name.',
    fix: 'Choose the name that the message allows: --names password=NAME.',
  },
  'usage/two-places': {
    meaning: 'A file and only a store were named, so the file has no form.',
    why: 'A store takes the settings itself. A file beside it needs its own --output.',
    fix: 'Leave --file out, or add its form: --output env --file FILE --output ssm.',
  },
  'usage/place-twice': {
    meaning: 'One destination was named twice.',
    why: 'It would be written twice, and one of the two was probably meant to be another one.',
    fix: 'Name each destination once.',
  },
  'usage/bad-secret-name': {
    meaning: 'The destination does not accept the name of the secret.',
    why: 'Kubernetes, Parameter Store and Secrets Manager each have rules for names.',
    fix: 'Use the characters that the message names.',
  },
  'usage/bad-namespace': {
    meaning: 'The name of the Kubernetes namespace is not valid.',
    why: 'Kubernetes takes RFC 1123 labels: at most 63 lower-case letters, digits and hyphens.',
    fix: 'Use the name that `kubectl get namespaces` shows.',
  },
  'usage/unknown-name': {
    meaning: 'A variable name is not recognized as an SMTP setting.',
    why: 'Host, port, user, password and sender are recognized by their usual names.',
    fix: 'Give names like SMTP_HOST,SMTP_PORT,SMTP_USER,SMTP_PASS, or the .env file that has them.',
  },
  'usage/unquotable': {
    meaning: 'A value cannot be written so that shells and .env readers read the same.',
    why: 'It contains both kinds of quotes, or a line break.',
    fix: 'Use --output json.',
  },
  'usage/bad-use-case': {
    meaning: 'The description of the use case is empty or too long.',
    why: 'SES accepts 1 to 5000 characters.',
    fix: 'Change the text of --use-case-file.',
  },
  'usage/bad-website': {
    meaning: 'This is not the address of a website.',
    why: 'AWS accepts only http and https.',
    fix: 'Give it as https://example.com.',
  },
  'usage/too-many-contacts': {
    meaning: 'More contact addresses than SES accepts.',
    why: 'SES accepts four besides the address of the account.',
    fix: 'Give --contact at most four times.',
  },
  'usage/no-file': {
    meaning: 'The file does not exist.',
    why: 'The name is mistyped, or relative to another folder.',
    fix: 'Give the path of a file that exists.',
  },
  'usage/unreadable-file': {
    meaning: 'The file cannot be read.',
    why: 'This user cannot read it, or it is a folder.',
    fix: 'Give this user read access, or use another file.',
  },
  'usage/bad-secret': {
    meaning: 'stdin does not contain one secret access key.',
    why: 'It is empty, or has several words.',
    fix: 'Pipe only the key: `printf %s "$SECRET" | ses-migrate make-smtp-creds --from-secret-stdin`.',
  },
  'usage/stdin-terminal': {
    meaning: 'A value is expected on stdin, but stdin is a terminal.',
    why: 'A secret typed there would be visible on the screen.',
    fix: 'Pipe the value in, or use < FILE.',
  },
  'usage/stdin-idle': {
    meaning: 'No input arrived on stdin for a while, and stdin was not closed.',
    why: 'The program at the other end of the pipe is silent.',
    fix: 'Check that program, or use < FILE.',
  },
  'usage/line-too-long': {
    meaning: 'A line of the file is longer than 1 MiB.',
    why: 'The file is not a list with one entry a line: it is binary, or all on one line.',
    fix: 'Give a text file with one entry a line.',
  },
  'usage/stdin-too-long': {
    meaning: 'stdin has more than 1 MiB of input.',
    why: 'A secret is short; something else was piped in.',
    fix: 'Pipe only the value.',
  },
  'usage/dmarc-exists': {
    meaning: '--dmarc or --dmarc-rua was given, and a DMARC record already applies.',
    why: 'The flags apply to a new record. An existing record is never changed, and a policy is never weakened.',
    fix: 'Leave the flags out; to change the record, edit it at the DNS host.',
  },
};
