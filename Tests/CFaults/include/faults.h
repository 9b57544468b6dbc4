/* A library to be preloaded (LD_PRELOAD): it makes system calls that write fail.

   FAULTS_AT=N       the N-th such call of the process fails
   FAULTS_FROM=N     that one and all after it do, as on a disk that stays full
   FAULTS_ERROR=E    with this errno: ENOSPC if it is not given
   FAULTS_NOTE=PATH  is made when a call was made to fail
   FAULTS_DEAF=1     nothing is ever heard of watched folders

   What counts: writing to and syncing files other than standard output and error, making, renaming, linking,
   cutting and removing files and folders, and opening them to write. */
