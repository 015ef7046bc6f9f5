/*
 * base/banned.h -- functions that are too easy to misuse do not compile.
 *
 * Included last by base.h, after the system headers whose prototypes it would break.
 * The few files that must use one of them say so with ANNEXA_ALLOW_<NAME> before
 * including base.h; tools/lint lists these places and refuses setjmp outside base/arena
 * (macros cannot be poisoned) and alloca (the compiler's -Walloca).
 */
#ifndef ANNEXA_BANNED_H
#define ANNEXA_BANNED_H

/* clang's fortified headers make macros of some of them; a macro is gone after #undef, then poisoned. */
#undef strcpy
#undef strcat
#undef strncpy
#undef strncat
#undef sprintf
#undef vsprintf
#undef strtok
#undef gets
#undef gmtime
#undef localtime
#undef ctime
#undef asctime
#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok gets
#pragma GCC poison scanf sscanf fscanf gmtime localtime ctime asctime mktemp tmpnam
#pragma GCC poison atoi atol atoll system popen rand srand random strtol strtoul
#ifndef ANNEXA_ALLOW_MALLOC
#pragma GCC poison malloc calloc realloc free strdup strndup
#endif

#endif
