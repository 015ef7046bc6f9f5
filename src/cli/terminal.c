/* cli/terminal.c -- see terminal.h. */
#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include "cli/terminal.h"

enum { WORDS_MAX = 16, NOT_FOUND = 127 };

bool terminal_colours(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && !(no && no[0]) && term && strcmp(term, "dumb") != 0;
}

void terminal_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
		    open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
			_exit(err_exit(E_IO));
}

bool terminal_put(int fd, const struct sbuf *b)
{
	for (size_t at = 0; at < b->n;) {
		ssize_t done = write(fd, b->p + at, b->n - at);

		if (done <= 0 && errno != EINTR)
			return errno == EPIPE;	/* nobody reads any more: that is enough */
		at += done > 0 ? (size_t)done : 0;
	}
	return true;
}

/* Length of the colour that begins at p, 0 when it is none. */
static size_t colour(const char *p, size_t n)
{
	size_t i = 2;

	if (n < 3 || p[0] != '\033' || p[1] != '[')
		return 0;
	while (i < n && ((p[i] >= '0' && p[i] <= '9') || p[i] == ';'))
		i++;
	return i < n && p[i] == 'm' ? i + 1 : 0;
}

void terminal_clean(const struct sbuf *b, struct sbuf *ret)
{
	for (size_t i = 0, n; i < b->n; i += n) {
		unsigned char c = (unsigned char)b->p[i];
		bool c1 = c == 0xc2 && i + 1 < b->n && (b->p[i + 1] & 0xe0) == 0x80;

		n = colour(b->p + i, b->n - i);
		if (n || (!c1 && c != 0x7f && (c >= ' ' || c == '\n' || c == '\t')))
			sbuf_add(ret, b->p + i, n ? n : (n = 1));
		else
			n = c1 ? 2 : 1;
	}
}

static bool fits(const struct sbuf *b)
{
	struct winsize w = { 0 };
	size_t lines = 0;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) != 0 || w.ws_row == 0)
		return true;
	for (size_t i = 0; i < b->n; i++)
		lines += b->p[i] == '\n';
	return lines < w.ws_row;
}

/* The pager's words; false: none is wanted. Split at blanks, never by a shell. */
static bool pager_words(char *text, size_t room, char **ret)
{
	const char *own = getenv("ANNEXA_PAGER"), *usual = getenv("PAGER");
	char *save = NULL;
	int n = 0;

	(void)snprintf(text, room, "%s", own ? own : usual ? usual : "less");
	for (char *w = strtok_r(text, " ", &save); w && n < WORDS_MAX;
	     w = strtok_r(NULL, " ", &save))
		ret[n++] = w;
	ret[n] = NULL;
	return n > 0 && strcmp(ret[0], "cat") != 0;
}

/* False: there is no such program. */
static bool through(char **words, const struct sbuf *b)
{
	int fd[2], status = 0;
	pid_t pid;

	if (pipe2(fd, O_CLOEXEC) != 0)
		return false;
	if ((pid = fork()) == 0) {
		(void)setenv("LESS", "FRX", 0);	/* ends if it fits, keeps colours and screen */
		if (dup2(fd[0], STDIN_FILENO) >= 0)
			(void)execvp(words[0], words);
		_exit(NOT_FOUND);
	}
	(void)close(fd[0]);
	if (pid > 0) {
		(void)signal(SIGPIPE, SIG_IGN);	/* who has read enough leaves */
		(void)signal(SIGINT, SIG_IGN);	/* is the pager's */
		IGNORE(terminal_put(fd[1], b));
	}
	(void)close(fd[1]);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return pid > 0 && !(WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND);
}

bool terminal_show(const struct sbuf *b)
{
	char text[1024], *words[WORDS_MAX + 1];
	struct sbuf clean;
	bool ok = true;

	if (!isatty(STDOUT_FILENO))
		return terminal_put(STDOUT_FILENO, b);
	sbuf_init_free(&clean, b->n + 1);
	terminal_clean(b, &clean);
	if (fits(&clean) || !pager_words(text, sizeof(text), words) || !through(words, &clean))
		ok = terminal_put(STDOUT_FILENO, &clean);
	sbuf_release(&clean);
	return ok;
}
