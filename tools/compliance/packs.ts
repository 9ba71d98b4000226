/*
 * cdk-nag's packs, run over a stack; what they found, rule by rule.
 */
import { App, Aspects, Stack } from 'aws-cdk-lib';
import {
  AwsSolutionsChecks, HIPAASecurityChecks, INagLogger, NagLoggerComplianceData, NagLoggerErrorData, NagLoggerNonComplianceData, NagPack, NagPackProps,
  NIST80053R5Checks, PCIDSS321Checks, ServerlessChecks,
} from 'cdk-nag';

/** The packs by their names, in the order in which the document shows them. */
const PACKS: Readonly<Record<string, new (props: NagPackProps) => NagPack>> = {
  'AwsSolutions': AwsSolutionsChecks,
  'Serverless': ServerlessChecks,
  'NIST.800.53.R5': NIST80053R5Checks,
  'HIPAA.Security': HIPAASecurityChecks,
  'PCI.DSS.321': PCIDSS321Checks,
};

export const PACK_NAMES = Object.keys(PACKS);

/** A rule that a resource breaks, or that could not be evaluated there. */
export interface Finding {
  readonly pack: string;
  /** Without the pack's name: packs share their rules. */
  readonly rule: string;
  /** Below the stack. */
  readonly path: string;
}

/** What one pack says of one stack. */
export interface Review {
  readonly pack: string;
  /** How many evaluations of a rule on a resource passed. */
  readonly passed: number;
  readonly findings: readonly Finding[];
}

/** Runs every pack on a stack of its own, so that none sees what another left. */
export function reviewsOf(addStack: (app: App) => Stack): Review[] {
  return PACK_NAMES.map((pack) => reviewOf(pack, addStack));
}

function reviewOf(pack: string, addStack: (app: App) => Stack): Review {
  const app = new App();
  const stack = addStack(app);
  const ledger = new Ledger(pack, stack);
  Aspects.of(app).add(new PACKS[pack]({ additionalLoggers: [ledger] }));
  app.synth();
  return { pack, passed: ledger.passed, findings: ledger.findings };
}

/** Writes down what a pack reports. A rule that is suppressed is a finding too: a review wants to see it. */
class Ledger implements INagLogger {
  public passed = 0;
  public readonly findings: Finding[] = [];

  public constructor(private readonly pack: string, private readonly stack: Stack) {}

  public onCompliance(_data: NagLoggerComplianceData): void {
    this.passed += 1;
  }

  public onNonCompliance(data: NagLoggerNonComplianceData): void {
    this.note(data);
  }

  public onSuppressed(data: NagLoggerNonComplianceData): void {
    this.note(data);
  }

  public onError(data: NagLoggerErrorData): void {
    this.note(data);
  }

  public onSuppressedError(data: NagLoggerErrorData): void {
    this.note(data);
  }

  public onNotApplicable(): void {}

  private note({ ruleId, resource }: Pick<NagLoggerNonComplianceData, 'ruleId' | 'resource'>): void {
    this.findings.push({
      pack: this.pack,
      rule: ruleId.slice(this.pack.length + 1),
      path: resource.node.path.slice(this.stack.node.path.length + 1),
    });
  }
}
