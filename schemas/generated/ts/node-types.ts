// Generated from schemas/*.schema.json by `npm run generate`. Do not edit.
import type { AgentConfig, CompositeConfig, ConditionalConfig, DelayConfig, FunctionConfig, HitlConfig, HttpConfig, JoinConfig, LoopConfig, MapConfig, NotifyConfig, SwitchConfig, WorkflowCallConfig } from './types.ts'
import { type SchemaValidator, validateAgentConfig, validateCompositeConfig, validateConditionalConfig, validateDelayConfig, validateFunctionConfig, validateHitlConfig, validateHttpConfig, validateJoinConfig, validateLoopConfig, validateMapConfig, validateNotifyConfig, validateSwitchConfig, validateWorkflowCallConfig } from './validators.js'
import agentType from '../../node-types/agent.schema.json' with { type: 'json' }
import compositeType from '../../node-types/composite.schema.json' with { type: 'json' }
import conditionalType from '../../node-types/conditional.schema.json' with { type: 'json' }
import delayType from '../../node-types/delay.schema.json' with { type: 'json' }
import functionType from '../../node-types/function.schema.json' with { type: 'json' }
import hitlType from '../../node-types/hitl.schema.json' with { type: 'json' }
import httpType from '../../node-types/http.schema.json' with { type: 'json' }
import joinType from '../../node-types/join.schema.json' with { type: 'json' }
import loopType from '../../node-types/loop.schema.json' with { type: 'json' }
import mapType from '../../node-types/map.schema.json' with { type: 'json' }
import notifyType from '../../node-types/notify.schema.json' with { type: 'json' }
import switchType from '../../node-types/switch.schema.json' with { type: 'json' }
import workflowType from '../../node-types/workflow.schema.json' with { type: 'json' }

export type NodeType = 'agent' | 'composite' | 'conditional' | 'delay' | 'function' | 'hitl' | 'http' | 'join' | 'loop' | 'map' | 'notify' | 'switch' | 'workflow'

export interface NodeConfigByType {
  'agent': AgentConfig
  'composite': CompositeConfig
  'conditional': ConditionalConfig
  'delay': DelayConfig
  'function': FunctionConfig
  'hitl': HitlConfig
  'http': HttpConfig
  'join': JoinConfig
  'loop': LoopConfig
  'map': MapConfig
  'notify': NotifyConfig
  'switch': SwitchConfig
  'workflow': WorkflowCallConfig
}

export const nodeTypeSchemas = {
  'agent': agentType,
  'composite': compositeType,
  'conditional': conditionalType,
  'delay': delayType,
  'function': functionType,
  'hitl': hitlType,
  'http': httpType,
  'join': joinType,
  'loop': loopType,
  'map': mapType,
  'notify': notifyType,
  'switch': switchType,
  'workflow': workflowType,
} as const

export const nodeConfigValidators: Record<NodeType, SchemaValidator> = {
  'agent': validateAgentConfig,
  'composite': validateCompositeConfig,
  'conditional': validateConditionalConfig,
  'delay': validateDelayConfig,
  'function': validateFunctionConfig,
  'hitl': validateHitlConfig,
  'http': validateHttpConfig,
  'join': validateJoinConfig,
  'loop': validateLoopConfig,
  'map': validateMapConfig,
  'notify': validateNotifyConfig,
  'switch': validateSwitchConfig,
  'workflow': validateWorkflowCallConfig,
}
