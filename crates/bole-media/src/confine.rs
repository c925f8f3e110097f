//! Takes everything away from the child process that reading a document does not need: files, network, other processes,
//! new programs, threads, time and memory. It must run before the first byte of a document is read, and a process that
//! cannot be confined must not go on.
//!
//! What is forbidden fails with EPERM instead of killing: a library that asks for something harmless goes on without it,
//! and a hostile one gets nothing either way. Landlock is used where the kernel offers it; the filter of system calls,
//! which is always required, leaves no call that could open a file.

use std::collections::BTreeMap;

use landlock::{Access, AccessFs, AccessNet, Ruleset, RulesetAttr, Scope};
use rustix::process::{DumpableBehavior, Resource, Rlimit, getrlimit, set_dumpable_behavior, setrlimit};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
};

use crate::limits::{CHILD_ADDRESS_BYTES, CHILD_CPU_SECONDS, CHILD_DATA_BYTES};

type Failure = Box<dyn std::error::Error>;

/// Confines the calling process, which must have one thread.
pub(crate) fn confine() -> Result<(), Failure> {
    // Nobody else may look into its memory, where a person's data will be.
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    forbid_files_and_network()?;
    limit_resources()?;
    filter_system_calls()
}

fn forbid_files_and_network() -> Result<(), Failure> {
    // The version names what is asked for; an older kernel enforces the part that it knows, or nothing.
    let newest = landlock::ABI::V6;
    Ruleset::default()
        .handle_access(AccessFs::from_all(newest))?
        .handle_access(AccessNet::from_all(newest))?
        .scope(Scope::from_all(newest))?
        .create()?
        .restrict_self()?;
    Ok(())
}

fn limit_resources() -> Result<(), Failure> {
    let limits = [
        (Resource::Data, CHILD_DATA_BYTES),
        (Resource::As, CHILD_ADDRESS_BYTES),
        (Resource::Cpu, CHILD_CPU_SECONDS),
        (Resource::Fsize, 0),
        (Resource::Core, 0),
        (Resource::Nproc, 0),
        // Standard input, output and error are open already; the number counts, not the files.
        (Resource::Nofile, 3),
        (Resource::Memlock, 0),
        (Resource::Msgqueue, 0),
    ];
    for (resource, wanted) in limits {
        // The system may allow less than is wanted; it never allows more again.
        let allowed = getrlimit(resource).maximum.map_or(wanted, |maximum| maximum.min(wanted));
        setrlimit(resource, Rlimit { current: Some(allowed), maximum: Some(allowed) })?;
    }
    Ok(())
}

fn filter_system_calls() -> Result<(), Failure> {
    let freely = [
        libc::SYS_read,
        libc::SYS_write,
        libc::SYS_close,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_brk,
        libc::SYS_madvise,
        libc::SYS_futex,
        libc::SYS_clock_gettime,
        libc::SYS_getrandom,
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_sched_yield,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        libc::SYS_restart_syscall,
        libc::SYS_exit,
        libc::SYS_exit_group,
    ];
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = freely.into_iter().map(|call| (call, Vec::new())).collect();
    let executable = u64::from(libc::PROT_EXEC.unsigned_abs());
    for call in [libc::SYS_mmap, libc::SYS_mprotect] {
        rules.insert(call, vec![when(2, SeccompCmpOp::MaskedEq(executable), 0)?]);
    }
    // Rust aborts by a signal to itself, for instance when memory runs out; to others it sends none.
    let own_id = u64::from(std::process::id());
    rules.insert(libc::SYS_tgkill, vec![when(0, SeccompCmpOp::Eq, own_id)?]);
    let refuse = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    let filter = SeccompFilter::new(rules, refuse, SeccompAction::Allow, std::env::consts::ARCH.try_into()?)?;
    seccompiler::apply_filter(&BpfProgram::try_from(filter)?)?;
    Ok(())
}

fn when(argument: u8, operator: SeccompCmpOp, value: u64) -> Result<SeccompRule, Failure> {
    let condition = SeccompCondition::new(argument, SeccompCmpArgLen::Dword, operator, value)?;
    Ok(SeccompRule::new(vec![condition])?)
}

#[cfg(test)]
mod tests;
