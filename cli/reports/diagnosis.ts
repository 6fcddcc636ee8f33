import type { Diagnosis } from '../../core/stack/diagnosis/diagnose.ts';

/** The diagnosis as one JSON document. */
export function diagnosisAsJson({ roots, notes }: Diagnosis): string {
  return JSON.stringify({
    roots: roots.map((root) => ({
      project: root.project,
      service: root.service ?? null,
      title: root.title,
      error: root.error ?? null,
      cause: root.cause ?? null,
      evidence: root.evidence,
      suffering: root.suffering,
      steps: root.steps,
      never: root.never ?? null,
    })),
    notes,
  });
}
