/* cli/backup_priv.h -- sizes of the parts of a backup's file. */
#ifndef ANNEXA_BACKUP_PRIV_H
#define ANNEXA_BACKUP_PRIV_H

#include <sodium.h>
#include "cli/backup.h"

enum {
	BACKUP_MAGIC = 16,
	BACKUP_SEAL = BACKUP_KEY + crypto_box_SEALBYTES,
	BACKUP_HEAD = BACKUP_MAGIC + BACKUP_SEAL +
	    crypto_secretstream_xchacha20poly1305_HEADERBYTES,
	BACKUP_CIPHER = BACKUP_CHUNK + crypto_secretstream_xchacha20poly1305_ABYTES,
	BACKUP_PIECE = 4 + BACKUP_CIPHER
};
extern const uint8_t backup_magic[BACKUP_MAGIC];

#endif
