// Generated from schemas/*.schema.json by `npm run generate`. Do not edit.
import type { SchemaValidator } from './validators.js'
export declare const validateRunEvent: SchemaValidator
export declare const validateError: SchemaValidator
export declare const validateRunStatus: SchemaValidator
export declare const validateNodeStatus: SchemaValidator
export declare const validateTagHead: SchemaValidator
export declare const validateRunRefSummary: SchemaValidator
export declare const validateWorkflowSummary: SchemaValidator
export declare const validateWorkflowDetail: SchemaValidator
export declare const validateWorkflowCreated: SchemaValidator
export declare const validateCreateWorkflow: SchemaValidator
export declare const validateTagName: SchemaValidator
export declare const validateSubmitPatch: SchemaValidator
export declare const validatePatchRecord: SchemaValidator
export declare const validatePatchAccepted: SchemaValidator
export declare const validateChainPatch: SchemaValidator
export declare const validateStartRun: SchemaValidator
export declare const validateRunStartedAnswer: SchemaValidator
export declare const validateRunSummary: SchemaValidator
export declare const validateNodeRunView: SchemaValidator
export declare const validateRunDetail: SchemaValidator
export declare const validateApprovalView: SchemaValidator
export declare const validateDecideApproval: SchemaValidator
export declare const validateSystemInfo: SchemaValidator
export declare const validateWorkspaceNotice: SchemaValidator
