import type { IamAction, Names, Right } from '../core/aws/permissions.ts';
import type { Checklist } from '../core/checklist.ts';
import type {
  IntentFacts,
  IntentKind,
  ReceiptFacts,
  ReceiptKind,
} from '../core/checklist-receipts.ts';
import type {
  Change,
  DataParts,
  Finding,
  Next,
  ReportData,
  Reporter,
  Status,
  StepId,
  StepReport,
} from '../core/model/types.ts';
import type { SourceKey, World } from '../core/world.ts';
import type { Ports } from '../ports/index.ts';
import type { Answers, Input } from './input.ts';

export interface CheckResult {
  readonly status: Status;
  /** One line for the checklist. */
  readonly summary: string;
  readonly findings: readonly Finding[];
  /** What may be had beyond it, once the step is done. */
  readonly offers?: readonly Next[];
}

/** What an action may do beside its one change: remember it. */
export interface ApplyContext {
  readonly ports: Ports;
  readonly world: World;
  /** Aborts at Ctrl-C: a wait after a operation may end then, a operation may not. */
  readonly signal: AbortSignal;
  /** Writes what is about to happen; call it before anything that must not happen twice. */
  intend<Kind extends IntentKind>(what: Kind, facts: IntentFacts<Kind>): Promise<void>;
  /** Writes what happened; clears the intent. */
  record<Kind extends ReceiptKind>(
    what: Kind,
    facts: ReceiptFacts<Kind>,
    changes?: readonly Change[],
  ): Promise<void>;
  /** Adds to `data` of the command's report. */
  show<Id extends Reporter>(command: Id, part: Partial<ReportData[Id]>): void;
  /** The command's own result, where it is about this run rather than about the checklist. */
  conclude(status: Status, findings: readonly Finding[]): void;
}

/** Lines of the plan and the one operation behind them; a task without `run` only states what is already right. */
export interface Task {
  readonly changes: readonly Change[];
  /**
   * Looks at what the world does not hold and the operation will meet: more lines of the plan. Changes nothing; throws
   * Failure or PortError where the operation could not be done.
   */
  readonly precheck?: (ports: Ports) => Promise<readonly Change[]>;
  readonly run?: (context: ApplyContext) => Promise<void>;
  /** IAM actions of the operation; flow/preflight.ts asks before it whether they are allowed. */
  readonly iamActions?: readonly IamAction[];
  /** What the calls are about, where it is another identity than the domain, a zone, or a name in a store. */
  readonly resource?: Partial<Pick<Names, 'domain' | 'zoneId' | 'secretName'>>;
}

export interface Plan {
  /** The question of consent, ending in a question mark. */
  readonly consent: string;
  /** Text shown above the lines of the plan, where the lines alone do not say enough. */
  readonly preview?: string;
  /** Added to `data` of the report, also when nothing is applied. */
  readonly data?: Readonly<DataParts>;
  readonly tasks: readonly Task[];
  /** IAM actions of changes that can be planned only after these and are sure to follow in the same run. */
  readonly later?: readonly Pick<Task, 'iamActions' | 'resource'>[];
}

export interface Situation<Options = Answers> {
  readonly world: World;
  readonly checklist: Checklist;
  readonly answers: Options;
  readonly now: Date;
}

/**
 * `Options` are those of the step's own command: they were parsed by its inputs. Methods, not properties, so
 * that a list can hold steps of whatever options.
 */
export interface Action<Options = Answers> {
  /** All that its tasks may call, and what they read beyond the world: in a precheck, or to explain a refusal. */
  readonly rights: readonly Right[];
  /** What must be known before a plan can be made, in the order in which a person is asked. */
  inputs(answers: Options, checklist: Checklist): readonly Input[];
  /** Throws Failure where a flag of this run asks for what the world forbids, also when nothing is to be done. */
  validate?(situation: Situation<Options>): void;
  /** Pure. Throws Failure when the world forbids the change, before anything is done. */
  plan(situation: Situation<Options>): Plan;
  /** Whether flags of this run ask for a change also where the step is done (`--rotate`). */
  requestedBy?(answers: Options): boolean;
  /** Files and stores that these flags name, which are read with the world. */
  places?(answers: Options, domain: string): readonly string[];
  /** True where the command acts each time it is called, also when the step is done (`send-test`). */
  readonly runsAlways?: boolean;
  /** Several ways to act on these findings, for a person of the walkthrough to choose; null: there is one. */
  choices?(findings: readonly Finding[]): ActionChoices<Options> | null;
}

export interface ActionChoices<Options = Answers> {
  /** Ends in a question mark. */
  readonly question: string;
  readonly ways: readonly {
    readonly id: string;
    readonly name: string;
    /** What it answers before anything is asked. */
    readonly answers: Options;
  }[];
}

/** The step's subcommand, as the command line shows it; `commands/step-command.ts` makes it run. */
export interface StepCommand<Options = Answers> {
  /** One imperative clause, with a capital letter and without a full stop. */
  readonly summary: string;
  /** One more sentence for its page of help. */
  readonly note?: string;
  /** Whether its operands may name several domains. */
  readonly takesSeveral?: boolean;
  readonly inputs: readonly Input[];
  /** Without the name of the program. */
  readonly examples: readonly string[];
  readonly canWait: boolean;
  /** Steps whose end `--wait` waits for, with it; absent: itself only. */
  readonly waitsFor?: readonly StepId[];
  /** Answers with which it is about no domain, or reads a list of them. */
  needsNoDomain?(answers: Options): boolean;
  /** Throws Failure `usage/…` for flags that do not go together. */
  check?(answers: Options): void;
  /** The address, or pattern of addresses, that is sent from: its domain is meant if nothing else names one. */
  sender?(answers: Options): string | undefined;
  /** The same options without the one that only shows what would be done; null: it was not given. */
  withoutDraft?(answers: Options): Options | null;
}

/** One line of the checklist: a pure judgement over the world, and at most one change it can make. */
export interface Step<Options = Answers, Id extends Reporter = Reporter> {
  readonly id: Id;
  readonly title: string;
  /** Steps that come first. */
  readonly needs: readonly StepId[];
  readonly reads: readonly SourceKey[];
  /** Read too where the step itself is asked about: it tells of them, and judges without them. */
  readonly notices?: readonly SourceKey[];
  diagnose(world: World, checklist: Checklist, now: Date): CheckResult;
  /** What cli.md promises as `data` of the step's own command. */
  data(world: World, checklist: Checklist, now: Date): ReportData[Id];
  readonly action?: Action<Options>;
  readonly command: StepCommand<Options>;
  /**
   * True where a person or a DNS host outside this tool fixes what is wrong: a wait continues while the step is a
   * problem, and the walkthrough shows the records of the steps that it needs.
   */
  readonly isFixedElsewhere?: true;
  /** What is worth doing once this step is done. */
  readonly next?: readonly Next[];
  /** What comes next in this state, where it is not what the status alone says; null: it is. */
  nextWhile?(report: StepReport): readonly Next[] | null;
}
