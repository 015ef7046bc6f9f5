/* base/sandbox.c -- see sandbox.h. */
#include <fcntl.h>
#include <linux/capability.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "base/log.h"
#include "base/sandbox.h"

/* From linux/landlock.h, which older systems lack; the numbers are the kernel's interface. */
enum { LANDLOCK_CREATE = 444, LANDLOCK_ADD = 445, LANDLOCK_RESTRICT = 446 };
enum { LANDLOCK_VERSION_FLAG = 1, LANDLOCK_BENEATH = 1 };
enum { FS_WRITE = 1 << 1, FS_READ = 1 << 2, FS_READ_DIR = 1 << 3, FS_REMOVE = 1 << 5,
	FS_MAKE = 1 << 8, FS_TRUNCATE = 1 << 14 };
struct landlock_set { uint64_t fs, net; };
struct landlock_rule { uint64_t allowed; int32_t parent; } __attribute__((packed));

void sandbox_close_others(int keep)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null >= 0) {
		(void)dup2(null, STDIN_FILENO);		/* else it stays what it was */
		(void)dup2(null, STDOUT_FILENO);
	}
	if (keep != 3 && dup2(keep, 3) < 0)
		_exit(5);
	if (syscall(SYS_close_range, 4U, ~0U, 0U) == 0)
		return;
	for (int fd = 4; fd < 65536; fd++)
		(void)close(fd);
}

void sandbox_ignore_signals(void)
{
	static const int ignored[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT };

	for (size_t i = 0; i < COUNT(ignored); i++)
		(void)signal(ignored[i], SIG_IGN);
}

static void no_capabilities(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[2];

	memset(none, 0, sizeof(none));
	(void)syscall(SYS_capset, &head, none);		/* there are usually none to give up */
}

/* Only files below the directory, or none (-1). Returns the version of Landlock, 0 without it. */
static int landlock(int dir)
{
	static const int fs_bits[] = { 0, 13, 14, 15, 15, 16 };	/* rights by version */
	long version = syscall(LANDLOCK_CREATE, NULL, 0, LANDLOCK_VERSION_FLAG);
	struct landlock_set set = { 0, 0 };
	struct landlock_rule rule;
	long fd;

	if (version <= 0)
		return 0;
	set.fs = (UINT64_C(1) << fs_bits[version > 5 ? 5 : version]) - 1;
	set.net = version >= 4 ? 3 : 0;
	rule = (struct landlock_rule){ set.fs & (FS_WRITE | FS_READ | FS_READ_DIR | FS_REMOVE |
	    FS_MAKE | FS_TRUNCATE), dir };
	fd = syscall(LANDLOCK_CREATE, &set, version >= 4 ? sizeof(set) : sizeof(set.fs), 0);
	if (fd < 0)
		return 0;
	if ((dir >= 0 && syscall(LANDLOCK_ADD, fd, LANDLOCK_BENEATH, &rule, 0) != 0) ||
	    syscall(LANDLOCK_RESTRICT, fd, 0) != 0)
		version = 0;
	close((int)fd);
	return (int)version;
}

static bool among(const int *list, size_t n, int call)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == call)
			return true;
	return false;
}

/*
 * What files, memory and the end of a process need is allowed; what has no business here kills;
 * the rest fails with EPERM, so that a C library that tries something new meets an error.
 */
static bool filter(const int *more, size_t n)
{
	static const int allowed[] = { SCMP_SYS(read), SCMP_SYS(write),
		SCMP_SYS(close), SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(lseek),
		SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(brk), SCMP_SYS(madvise),
		SCMP_SYS(futex), SCMP_SYS(getrandom), SCMP_SYS(clock_gettime), SCMP_SYS(getpid),
		SCMP_SYS(gettid), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction),
		SCMP_SYS(rt_sigreturn), SCMP_SYS(restart_syscall), SCMP_SYS(sched_yield),
		SCMP_SYS(sigaltstack), SCMP_SYS(mlock), SCMP_SYS(munlock), SCMP_SYS(exit),
		SCMP_SYS(exit_group) };
	static const int deadly[] = { SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork),
		SCMP_SYS(vfork), SCMP_SYS(clone), SCMP_SYS(clone3), SCMP_SYS(socket),
		SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen),
		SCMP_SYS(accept), SCMP_SYS(accept4), SCMP_SYS(sendto), SCMP_SYS(sendmsg),
		SCMP_SYS(sendmmsg), SCMP_SYS(recvmsg), SCMP_SYS(recvfrom), SCMP_SYS(ptrace),
		SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(kcmp),
		SCMP_SYS(pidfd_getfd), SCMP_SYS(pidfd_open), SCMP_SYS(io_uring_setup),
		SCMP_SYS(io_uring_enter), SCMP_SYS(io_uring_register), SCMP_SYS(bpf),
		SCMP_SYS(perf_event_open), SCMP_SYS(userfaultfd), SCMP_SYS(keyctl),
		SCMP_SYS(add_key), SCMP_SYS(request_key), SCMP_SYS(memfd_create), SCMP_SYS(mount),
		SCMP_SYS(chroot), SCMP_SYS(pivot_root), SCMP_SYS(unshare), SCMP_SYS(setns),
		SCMP_SYS(init_module), SCMP_SYS(finit_module), SCMP_SYS(kexec_load),
		SCMP_SYS(open_by_handle_at), SCMP_SYS(kill), SCMP_SYS(tkill) };
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	bool ok = f != NULL;

	for (size_t i = 0; ok && i < COUNT(allowed); i++)
		ok = seccomp_rule_add(f, SCMP_ACT_ALLOW, allowed[i], 0) == 0;
	for (size_t i = 0; ok && i < n; i++)
		ok = seccomp_rule_add(f, SCMP_ACT_ALLOW, more[i], 0) == 0;
	for (size_t i = 0; ok && i < COUNT(deadly); i++)
		ok = among(more, n, deadly[i]) ||
		    seccomp_rule_add(f, SCMP_ACT_KILL_PROCESS, deadly[i], 0) == 0;
	/* Memory, but none that could be executed; a signal, but only to ourselves (abort). */
	ok = ok && seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
	    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
	    seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
	    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
	    seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
	    SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid())) == 0 && seccomp_load(f) == 0;
	if (f)
		seccomp_release(f);
	return ok;
}

int sandbox_narrow(const int *more, size_t n, struct err *e)
{
	return filter(more, n) ? E_OK :
	    err_set(e, E_REFUSED, "a child process cannot filter its system calls");
}

int sandbox_enter(const char *name, int dir, const int *more, size_t n, struct err *e)
{
	static const struct rlimit none = { 0, 0 };
	char version[16];
	int lock;

	no_capabilities();
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || setrlimit(RLIMIT_CORE, &none) != 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return err_set(e, E_REFUSED, "the %s cannot give up its rights: %s", name,
		    strerror(errno));
	lock = landlock(dir);
	if (!filter(more, n))
		return err_set(e, E_REFUSED, "the %s cannot filter its system calls", name);
	(void)snprintf(version, sizeof(version), "%d", lock);
	log_event(LOG_SANDBOX, "process", name, "seccomp", "on", "landlock",
	    lock ? version : "not in this kernel", NULL);
	return E_OK;
}
