export { judgeOperations, type OperationsCase, type OperationsVerdict } from './judge-operations.ts'
export { lower } from './lower.ts'
export { graphAt, type IrGraph, isIrreversible, outgoing, type Site, siteAt } from './site.ts'
export { verifyIr } from './verify.ts'
