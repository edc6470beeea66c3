import { expect, test } from 'vitest';
import { policyHcl } from '../../src/render/policy-hcl.ts';

test('is what terraform fmt leaves as it is', () => {
  const policy = {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'One', Effect: 'Allow', Action: 'ses:GetAccount', Resource: '*' },
      {
        Sid: 'Two',
        Effect: 'Allow',
        Action: ['ses:SendEmail', 'ses:SendRawEmail'],
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable of IAM
        Resource: ['arn:aws:iam::1:user/${aws:username}', '%{x}"'],
        Condition: {
          StringLike: { 'ses:FromAddress': '*@acme.example' },
          'ForAllValues:StringEquals': { a: ['b', 'c'] },
        },
      },
    ],
  } as const;
  // Checked with `terraform fmt -check` 1.x on 2026-11-22.
  expect(
    policyHcl(policy, 'ses_sender', 'ses-sender-acme.example'),
  ).toBe(`data "aws_iam_policy_document" "ses_sender" {
  statement {
    sid = "One"

    actions = ["ses:GetAccount"]

    resources = ["*"]
  }

  statement {
    sid = "Two"

    actions = [
      "ses:SendEmail",
      "ses:SendRawEmail",
    ]

    resources = [
      "arn:aws:iam::1:user/$\${aws:username}",
      "%%{x}\\"",
    ]

    condition {
      test     = "StringLike"
      variable = "ses:FromAddress"
      values   = ["*@acme.example"]
    }

    condition {
      test     = "ForAllValues:StringEquals"
      variable = "a"
      values   = ["b", "c"]
    }
  }
}

resource "aws_iam_policy" "ses_sender" {
  name   = "ses-sender-acme.example"
  policy = data.aws_iam_policy_document.ses_sender.json
}
`);
});
