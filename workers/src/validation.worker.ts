import type { DocumentDifference } from './document-difference.ts'
import { PatchJudgeService, type RunPatchCase } from './patch-judge-service.ts'
import { ValidationService } from './validation-service.ts'
import { serveCalls } from './worker-calls.ts'

const documents = new ValidationService()
const patches = new PatchJudgeService()
serveCalls(self, {
  judge: (difference: DocumentDifference) => documents.judge(difference),
  judgePatch: (asked: RunPatchCase) => patches.judgePatch(asked),
})
