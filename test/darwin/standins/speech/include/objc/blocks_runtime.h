/* GNUstep asks for its own blocks runtime by this name; Debian's has another. */
#include <Block.h>
