#pragma once
#include <libxml/xmlversion.h>
/* With it, libxml2 declares types of ICU, which Foundation declares otherwise. */
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/xmlreader.h>
#include <libxml/xmlschemas.h>
