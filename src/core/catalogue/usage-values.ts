import type { Area } from './words.ts';

/** Values that were typed, piped in or kept in a file, and are not what they should be. */
export const USAGE_VALUES: Area = {
  'usage/bad-domain': {
    meaning: 'This is no domain that SES could send for.',
    why: 'It is a URL, an address, a name of a DNS record, a public suffix or mistyped.',
    fix: 'Type the domain alone, such as acme.example.',
  },
  'usage/bad-region': {
    meaning: 'This is no Region with Amazon SES.',
    why: 'It is mistyped, or SES is not offered there.',
    fix: 'Take the Region that is proposed.',
  },
  'usage/bad-setting': {
    meaning: 'A variable or a setting of the AWS profile has a value that cannot be used.',
    why: 'An endpoint is not a URL, a file with certificate authorities cannot be read, or a number is not a number.',
    fix: 'Correct the variable or the setting that the message names.',
  },
  'usage/bad-address': {
    meaning: 'This is no e-mail address that SES takes.',
    why: 'The part before the @ must be ASCII, and exactly one address must be there.',
    fix: 'Enter an address such as hello@acme.example or "Acme <hello@acme.example>".',
  },
  'usage/bad-role': {
    meaning: '`print-policy` does not say whose policy.',
    why: 'There are two: `operator` for the person or job that runs ses-migrate, `sender` for the application.',
    fix: 'Give `operator` or `sender`.',
  },
  'usage/bad-account': {
    meaning: 'This is no AWS account.',
    why: 'An account has twelve digits; it may be written with hyphens.',
    fix: 'Give the twelve digits, or leave --account out.',
  },
  'usage/bad-value': {
    meaning: 'The flag does not take this value.',
    why: 'It takes one of a fixed list.',
    fix: 'Take one of the values that the message names.',
  },
  'usage/bad-number': {
    meaning: 'This is not a whole number above 0.',
    why: 'The flag counts milliseconds or questions.',
    fix: 'Give digits alone.',
  },
  'usage/bad-duration': {
    meaning: 'This is not a duration.',
    why: 'A number needs its unit.',
    fix: 'Give 90s, 10m, 2h or 3d; with an equals sign: --wait=10m.',
  },
  'usage/bad-speed': {
    meaning: 'This is no speed for a rehearsal.',
    why: 'It divides the seconds that things take there.',
    fix: 'Give a number above 0, such as 10.',
  },
  'usage/bad-server': {
    meaning: 'This is no DNS server.',
    why: '--resolver and --nameserver take a host or an address, --doh an https URL.',
    fix: 'Give 1.1.1.1, ns1.example.com:5353, [2606:4700::1111]:53, or https://dns.google/dns-query for --doh.',
  },
  'usage/bad-token': {
    meaning: 'This is no DKIM token.',
    why: 'A token is the label before ._domainkey.',
    fix: 'Give the tokens as SES shows them.',
  },
  'usage/tokens': {
    meaning: 'Not three DKIM tokens were given.',
    why: 'Easy DKIM has three records, and all must be right.',
    fix: 'Give --token three times.',
  },
  'usage/mail-from-outside': {
    meaning: 'The MAIL FROM domain is not below the domain.',
    why: 'SES takes only a subdomain of the identity.',
    fix: 'Give a label, --mail-from mail, or a full name below the domain.',
  },
  'usage/from-outside': {
    meaning: 'The sender is not an address of the domain.',
    why: 'A message from elsewhere would prove nothing about this domain.',
    fix: 'Give --from with an address of the domain.',
  },
  'usage/bad-via': {
    meaning: 'This is no path, one path twice, or a chain too short for --fail-first.',
    why: 'The paths are api, smtp and old; a chain names each once, in order.',
    fix: 'Give --via api, --via smtp or --via old,smtp,api.',
  },
  'usage/bad-unsubscribe': {
    meaning: '--unsubscribe is no https address.',
    why: 'One-click unsubscribe (RFC 8058) is a POST to an https address.',
    fix: 'Give an address that takes it, such as https://acme.example/unsubscribe?u=1.',
  },
  'usage/bad-inbox': {
    meaning: '--inbox is not the URL of an IMAP mailbox, or it does not go with another flag.',
    why: 'A password in it would be seen by others. Mail to the simulator arrives nowhere; --eml is the proof by a file.',
    fix: 'Write imaps://you@example.com@imap.example.com and set IMAP_PASSWORD.',
  },
  'usage/bad-smtp-url': {
    meaning:
      'SMTP_URL or --smtp-url is not the URL of an SMTP server, or the flag has a password in it.',
    why: 'The value is not shown, as it may hold a password. A flag can be read by other users of the machine.',
    fix: 'Set SMTP_URL to smtp[s]://user:pass@host:port, with special characters percent-encoded.',
  },
  'usage/bad-user-name': {
    meaning: 'IAM takes no such user name.',
    why: 'Names have 1 to 64 of A-Z a-z 0-9 + = , . @ _ -.',
    fix: 'Give another --user-name.',
  },
  'usage/bad-variable-name': {
    meaning: 'The form of the hand-over cannot hold that name.',
    why: 'Shells, GitHub, Kubernetes and Terraform each allow other characters in a name.',
    fix: 'Choose the name that the message allows: --names password=NAME.',
  },
  'usage/two-places': {
    meaning: 'A file and a store were named for one secret.',
    why: 'It is handed over once, to one place.',
    fix: 'Leave --file out, or name a form with --output.',
  },
  'usage/bad-secret-name': {
    meaning: 'The name of the secret is not one that its place takes.',
    why: 'Kubernetes, Parameter Store and Secrets Manager each have rules for names.',
    fix: 'Use the characters that the message names.',
  },
  'usage/unknown-name': {
    meaning: 'A variable name is not recognized as one of an SMTP setting.',
    why: 'Host, port, user, password and sender are recognized by their usual names.',
    fix: 'Give names like SMTP_HOST,SMTP_PORT,SMTP_USER,SMTP_PASS, or the .env file that has them.',
  },
  'usage/unquotable': {
    meaning: 'A value cannot be written so that shells and .env readers read the same.',
    why: 'It holds both kinds of quotes, or a line break.',
    fix: 'Use --output json.',
  },
  'usage/bad-use-case': {
    meaning: 'The description of the use case is empty or too long.',
    why: 'SES takes 1 to 5000 characters.',
    fix: 'Change the text of --use-case-file.',
  },
  'usage/bad-website': {
    meaning: 'This is not the address of a website.',
    why: 'AWS takes http and https only.',
    fix: 'Give it as https://example.com.',
  },
  'usage/too-many-contacts': {
    meaning: 'More contact addresses than SES takes.',
    why: 'SES takes four beside the address of the account.',
    fix: 'Give --contact at most four times.',
  },
  'usage/no-file': {
    meaning: 'There is no such file.',
    why: 'The name is mistyped, or relative to another folder.',
    fix: 'Give the path of a file that exists.',
  },
  'usage/unreadable-file': {
    meaning: 'The file cannot be read.',
    why: 'This user may not read it, or it is a folder.',
    fix: 'Allow it, or give another file.',
  },
  'usage/bad-secret': {
    meaning: 'stdin does not hold one secret access key.',
    why: 'It is empty, or has several words.',
    fix: 'Pipe the key alone: `printf %s "$SECRET" | ses-migrate make-smtp-creds --from-secret-stdin`.',
  },
  'usage/stdin-terminal': {
    meaning: 'A value was to come on stdin, but stdin is a terminal.',
    why: 'A secret typed there would stand on the screen.',
    fix: 'Pipe the value in, or use < FILE.',
  },
  'usage/stdin-idle': {
    meaning: 'Nothing came on stdin for a while, and it was not closed.',
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
    fix: 'Pipe the value alone.',
  },
  'usage/dmarc-exists': {
    meaning: '--dmarc or --dmarc-rua was given, and a DMARC record applies already.',
    why: 'The flags are for the record that is proposed where there is none. A record that is there is never changed, and a policy never weakened.',
    fix: 'Leave the flags out; change the record at the DNS host if you mean to.',
  },
};
