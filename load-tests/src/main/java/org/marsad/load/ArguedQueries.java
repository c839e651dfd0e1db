package org.marsad.load;

import java.util.Set;

/**
 * Rules of SigmaHQ of which the query that pySigma makes asks something else than the rule does,
 * and so finds something else in the labelled sets. Argued one by one in rules/RATIONALE.md; the
 * gate wants these and no others. Constants.
 */
final class ArguedQueries {
  /** The query finds less than the rule. */
  static final Set<String> LESS =
      Set.of(
          // Initiated, true or false, is asked of network.direction, which says egress or ingress.
          "net_connection_win_powershell_network_connection.yml",
          "net_connection_win_rdp_outbound_over_non_standard_tools.yml",
          "net_connection_win_regsvr32_network_activity.yml",
          "net_connection_win_wscript_cscript_local_connection.yml",
          // User, DOMAIN\name, is asked of user.name, which has no domain.
          "proc_creation_win_susp_abusing_debug_privilege.yml",
          "proc_creation_win_susp_elevated_system_shell.yml",
          "proc_creation_win_susp_elevated_system_shell_uncommon_parent.yml",
          "proc_creation_win_susp_system_user_anomaly.yml",
          "proc_creation_win_sysinternals_psexesvc_as_system.yml",
          "proc_creation_win_whoami_execution_from_high_priv_process.yml",
          // A dash is no value of an ECS field.
          "win_security_susp_rottenpotato.yml",
          // Names with a blank are asked without it.
          "win_defender_config_change_exclusion_added.yml",
          "win_defender_exploit_redsun_tiering_engine_detected_as_eicar.yml",
          // The script of a consumer is asked of process.executable.
          "sysmon_wmi_susp_scripting.yml");

  /** The query finds more than the rule. */
  static final Set<String> MORE =
      Set.of(
          // User again, in an exception.
          "proc_creation_win_schtasks_creation.yml",
          // A dash is no value, here in an exception.
          "win_security_successful_external_remote_smb_login.yml",
          "win_security_susp_failed_logon_source.yml");

  private ArguedQueries() {}
}
