// Generated from schemas/*.schema.json by `npm run generate`. Do not edit.
import type { AgentConfig, ConditionalConfig, FunctionConfig, HitlConfig, HttpConfig, JoinConfig, NotifyConfig, SwitchConfig } from './types.ts'
import { type SchemaValidator, validateAgentConfig, validateConditionalConfig, validateFunctionConfig, validateHitlConfig, validateHttpConfig, validateJoinConfig, validateNotifyConfig, validateSwitchConfig } from './validators.js'
import agentType from '../../node-types/agent.schema.json' with { type: 'json' }
import conditionalType from '../../node-types/conditional.schema.json' with { type: 'json' }
import functionType from '../../node-types/function.schema.json' with { type: 'json' }
import hitlType from '../../node-types/hitl.schema.json' with { type: 'json' }
import httpType from '../../node-types/http.schema.json' with { type: 'json' }
import joinType from '../../node-types/join.schema.json' with { type: 'json' }
import notifyType from '../../node-types/notify.schema.json' with { type: 'json' }
import switchType from '../../node-types/switch.schema.json' with { type: 'json' }

export type NodeType = 'agent' | 'conditional' | 'function' | 'hitl' | 'http' | 'join' | 'notify' | 'switch'

export interface NodeConfigByType {
  'agent': AgentConfig
  'conditional': ConditionalConfig
  'function': FunctionConfig
  'hitl': HitlConfig
  'http': HttpConfig
  'join': JoinConfig
  'notify': NotifyConfig
  'switch': SwitchConfig
}

export const nodeTypeSchemas = {
  'agent': agentType,
  'conditional': conditionalType,
  'function': functionType,
  'hitl': hitlType,
  'http': httpType,
  'join': joinType,
  'notify': notifyType,
  'switch': switchType,
} as const

export const nodeConfigValidators: Record<NodeType, SchemaValidator> = {
  'agent': validateAgentConfig,
  'conditional': validateConditionalConfig,
  'function': validateFunctionConfig,
  'hitl': validateHitlConfig,
  'http': validateHttpConfig,
  'join': validateJoinConfig,
  'notify': validateNotifyConfig,
  'switch': validateSwitchConfig,
}
