// Generated from schemas/*.schema.json by `npm run generate`. Do not edit.
export interface SchemaIssue {
  instancePath: string
  keyword: string
  message?: string
  params: Record<string, unknown>
}
export interface SchemaValidator {
  (data: unknown): boolean
  errors?: SchemaIssue[] | null
}
export declare const validateWorkflow: SchemaValidator
export declare const validateWorkflowNode: SchemaValidator
export declare const validateWorkflowEdge: SchemaValidator
export declare const validatePatch: SchemaValidator
export declare const validateOperations: SchemaValidator
export declare const validateActor: SchemaValidator
export declare const validateIr: SchemaValidator
export declare const validateAgentConfig: SchemaValidator
export declare const validateCompositeConfig: SchemaValidator
export declare const validateConditionalConfig: SchemaValidator
export declare const validateDelayConfig: SchemaValidator
export declare const validateFunctionConfig: SchemaValidator
export declare const validateHitlConfig: SchemaValidator
export declare const validateHttpConfig: SchemaValidator
export declare const validateJoinConfig: SchemaValidator
export declare const validateLoopConfig: SchemaValidator
export declare const validateMapConfig: SchemaValidator
export declare const validateNotifyConfig: SchemaValidator
export declare const validateSwitchConfig: SchemaValidator
export declare const validateWorkflowCallConfig: SchemaValidator
